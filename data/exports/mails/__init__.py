"""The e-mails, as mail programs show them: the monthly update and the reminders."""
