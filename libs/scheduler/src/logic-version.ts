/**
 * Stamped on every evaluation that this code decides. Raise it when a change makes the same state and
 * evaluation give another plan, so that replaying an old log knows which rules it was written by.
 */
export const LOGIC_VERSION = 7;
