"""The audit trail, the jobs and the authorization matrix, for those who watch the platform."""
