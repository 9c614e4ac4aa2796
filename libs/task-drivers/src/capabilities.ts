/** Capabilities that a task may have unless the operator says otherwise; those Docker itself gives, without NET_RAW. */
export const DEFAULT_ALLOWED_CAPS: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** What a task's `cap_add` and `cap_drop` and its node's `allow_caps` say; `ALL` stands for every one. */
export interface CapabilityRequest {
  readonly allowed: readonly string[];
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/** Writes a capability as the kernel's documentation does, without `CAP_`. */
export function capName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/u, '');
}

/** Lists the capabilities that a task asks for and may not have. */
export function deniedCaps({ allowed, add }: CapabilityRequest): readonly string[] {
  const permitted = allowed.map(capName);
  return permitted.includes('ALL')
    ? []
    : add.map(capName).filter((cap) => !permitted.includes(cap));
}

/**
 * Lists the capabilities that a process task gets, sorted: the usual ones that the node allows, without those
 * dropped, and those added.
 *
 * Source: Calculate in Nomad's drivers/shared/capabilities.
 */
export function grantedCaps({ allowed, add, drop }: CapabilityRequest): readonly string[] {
  const [permitted, added, dropped] = [allowed, add, drop].map((names) => names.map(capName));
  const isPermitted = (cap: string): boolean =>
    permitted?.includes('ALL') === true || permitted?.includes(cap) === true;
  const isDropped = (cap: string): boolean =>
    dropped?.includes('ALL') === true || dropped?.includes(cap) === true;
  const usual = DEFAULT_ALLOWED_CAPS.filter((cap) => isPermitted(cap) && !isDropped(cap));
  return [...new Set([...usual, ...(added ?? [])])].toSorted();
}
