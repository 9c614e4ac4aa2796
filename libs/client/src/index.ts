export { ApiError, ConnectionError } from './api-error.ts';
export {
  type Answered,
  type ClientOptions,
  HttpClient,
  type Query,
  type RequestOptions,
} from './http-client.ts';
export type { TlsConnectOptions, TlsOptions } from './tls.ts';
