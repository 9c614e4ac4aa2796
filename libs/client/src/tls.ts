/** How the API's certificate is judged, and which one this client shows. Texts are PEM. */
export interface TlsOptions {
  /** Authorities that are trusted in the place of the system's. */
  readonly ca?: readonly string[] | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the certificate must have, when it is not that of the address. */
  readonly serverName?: string | undefined;
  /** Take any certificate. */
  readonly skipVerify?: boolean | undefined;
}

/** The same in the words of `node:tls`, for whatever opens a connection by itself. */
export interface TlsConnectOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export function tlsConnectOptions(tls: TlsOptions = {}): TlsConnectOptions {
  const { ca, cert, key, serverName, skipVerify } = tls;
  return {
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(skipVerify ? { rejectUnauthorized: false } : {}),
  };
}
