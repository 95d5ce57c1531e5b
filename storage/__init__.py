"""Keeps everything in one SQLite file and one folder of attachments: rows in, rows out."""

import sqlite3

# What every function of this package is handed: a connection within the caller's transaction.
Db = sqlite3.Connection
