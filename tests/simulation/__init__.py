"""The whole bot in one thread with a clock that only moves when nothing else can, and everything around it failing by dice."""
