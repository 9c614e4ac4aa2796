/** A server of an answer in pieces runs ahead of its reader by so many bytes, and then waits. */
export const WINDOW_BYTES = 1_048_576;
