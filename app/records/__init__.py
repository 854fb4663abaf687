"""The tables as dataclasses, and the only SQL: functions named after their verb, connection first."""
