"""The invented caseload: drawn dashcam clips and made-up reports that walk through the real steps."""
