import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { calculatePKCECodeChallenge } from 'openid-client';

const KEY_ID = 'key-1';

/** A small OpenID Connect provider, which vouches for whoever a test says. */
export class OidcProvider {
  /** Who agrees on the page, and what the provider says of them beside the ID token. */
  person: Readonly<Record<string, unknown>> = { sub: 'ann' };
  userInfo: Readonly<Record<string, unknown>> = {};
  /** What the client sent last to get a token, and to show who it is. */
  authorization = '';
  form = new URLSearchParams();
  url = '';
  readonly #client: string;
  readonly #keys: { readonly publicKey: JWK; readonly privateKey: CryptoKey };
  readonly #codes = new Map<string, URLSearchParams>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** @param client its ID and secret, as `id:secret`. */
  static async open(client: string): Promise<OidcProvider> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const provider = new OidcProvider(client, {
      publicKey: { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' },
      privateKey,
    });
    await provider.#listen();
    return provider;
  }

  private constructor(client: string, keys: { publicKey: JWK; privateKey: CryptoKey }) {
    this.#client = client;
    this.#keys = keys;
  }

  sign(claims: Readonly<Record<string, unknown>>): Promise<string> {
    const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: KEY_ID });
    return jwt.sign(this.#keys.privateKey);
  }

  /** What a person's browser does: opens the page, agrees, and is sent back. @returns where to. */
  visit(authUrl: string): URL {
    const asked = new URL(authUrl).searchParams;
    const code = `code-${this.#codes.size + 1}`;
    this.#codes.set(code, asked);
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return back;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it has no port');
    this.url = `http://127.0.0.1:${address.port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.url === '/token' ? await this.#token(request) : this.#page(request.url);
    response.writeHead(body ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'invalid_grant' }));
  }

  #page(path: string | undefined): object | undefined {
    const pages: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': {
        issuer: this.url,
        jwks_uri: `${this.url}/keys`,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        userinfo_endpoint: `${this.url}/userinfo`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/keys': { keys: [this.#keys.publicKey] },
      '/userinfo': { sub: this.person['sub'], ...this.userInfo },
    };
    return pages[path ?? ''];
  }

  async #token(request: IncomingMessage): Promise<object | undefined> {
    this.authorization = request.headers.authorization ?? '';
    this.form = new URLSearchParams(await text(request));
    const code = this.form.get('code') ?? '';
    const asked = this.#codes.get(code);
    this.#codes.delete(code);
    const basic = `Basic ${Buffer.from(this.#client).toString('base64')}`;
    const isClient = this.authorization === basic || this.form.has('client_assertion');
    const isSameUri = asked?.get('redirect_uri') === this.form.get('redirect_uri');
    if (!asked || !isClient || !isSameUri || !(await this.#isVerified(asked))) return undefined;
    const [aud = ''] = this.#client.split(':');
    const iat = Math.floor(Date.now() / 1000);
    const nonce = asked.get('nonce');
    const claims = { iss: this.url, aud, iat, exp: iat + 60, nonce, ...this.person };
    return { access_token: 'access', token_type: 'Bearer', id_token: await this.sign(claims) };
  }

  /** By PKCE, when the login began with it. */
  async #isVerified(asked: URLSearchParams): Promise<boolean> {
    const challenge = asked.get('code_challenge');
    const verifier = this.form.get('code_verifier') ?? '';
    return !challenge || challenge === (await calculatePKCECodeChallenge(verifier));
  }
}
