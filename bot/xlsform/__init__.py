"""Converts an XLSForm, the spreadsheet of ODK and KoBo (xlsform.org), to an event file.

`sheets` reads the workbook, `conditions` its expressions, `survey` builds the form's tables,
`writing` puts them into TOML, `convert` judges the whole. None of it talks to Telegram or the database.
"""
