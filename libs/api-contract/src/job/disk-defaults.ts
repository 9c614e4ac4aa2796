/** What a group's disk and a task's logs are when their job does not say. */
export const DEFAULT_DISK_MB = 300;
export const DEFAULT_LOG_FILES = 10;
export const DEFAULT_LOG_FILE_MB = 10;
