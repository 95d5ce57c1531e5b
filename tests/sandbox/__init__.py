"""The sandbox over real HTTP, seen through clients it was not written with."""
