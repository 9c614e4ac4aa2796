/** Commands of Nomad's that are left out on purpose, and why. */
export const DELIBERATE_COMMANDS: Readonly<Record<string, string>> = {};
