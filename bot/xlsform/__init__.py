"""XLSForm, the spreadsheet that ODK and KoBo users write (xlsform.org) → an event file, or why not.

`sheets` reads the workbook, `conditions` its expressions, `survey` builds the form's tables,
`writing` puts them into TOML, `convert` judges the whole. None of it talks to Telegram or the database.
"""
