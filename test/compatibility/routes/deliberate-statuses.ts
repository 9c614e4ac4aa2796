/** A status that is other than Nomad's on purpose. */
export interface DeliberateStatus {
  readonly path: RegExp;
  readonly nomad: number;
  readonly steppe: readonly number[];
  readonly why: string;
}

/** The first that matches counts. */
export const DELIBERATE_STATUSES: readonly DeliberateStatus[] = [
  {
    path: /./,
    nomad: 500,
    steppe: [400, 404],
    why: "what the caller got wrong is a 400 or 404; Nomad's 500 makes clients try again in vain",
  },
];
