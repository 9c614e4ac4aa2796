/** This release; `test/architecture` checks that it equals package.json's. */
export const STEPPE_VERSION = '0.1.0';

/** The release of Nomad whose API, attributes and enumerations are spoken: clients and tools look at it. */
export const NOMAD_VERSION = '2.0.5';
