"""A local Telegram Bot API server with a chat page: stands alone, imports nothing of the bot's."""
