import { z } from 'zod';
import { ACL_OPERATIONS } from './acl-operations.ts';
import { AGENT_OPERATIONS } from './agent-operations.ts';
import { CLUSTER_OPERATIONS } from './cluster-operations.ts';
import { DEPLOYMENT_OPERATIONS } from './deployment-operations.ts';
import { JOB_OPERATIONS } from './job-operations.ts';
import { NODE_OPERATIONS } from './node-operations.ts';
import type { Operation } from './operation.ts';
import { READ_OPERATIONS } from './read-operations.ts';
import { SCALING_OPERATIONS } from './scaling-operations.ts';
import { SERVICE_OPERATIONS } from './service-operations.ts';
import { VARIABLE_OPERATIONS } from './variable-operations.ts';
import { VOLUME_OPERATIONS } from './volume-operations.ts';

type Json = Record<string, unknown>;

/** Every operation of the API. */
export const OPERATIONS: readonly Operation[] = [
  ...JOB_OPERATIONS,
  ...READ_OPERATIONS,
  ...NODE_OPERATIONS,
  ...DEPLOYMENT_OPERATIONS,
  ...CLUSTER_OPERATIONS,
  ...ACL_OPERATIONS,
  ...VARIABLE_OPERATIONS,
  ...AGENT_OPERATIONS,
  ...SCALING_OPERATIONS,
  ...SERVICE_OPERATIONS,
  ...VOLUME_OPERATIONS,
];

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Steppe',
      version,
      description: "Nomad's HTTP API. PUT is taken wherever POST is. Errors are plain text.",
    },
    paths,
    components: { schemas: componentSchemas() },
  };
}

const COMPONENTS = '#/components/schemas/';
const AS_READ = {
  io: 'input',
  unrepresentable: 'any',
  target: 'draft-2020-12',
} as const;

function componentSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    ...AS_READ,
    uri: (id) => `${COMPONENTS}${id}`,
  });
  // In a document of their own kind, schemas need no dialect and no identity.
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _identity, ...schema }]) => [
      id,
      schema,
    ]),
  );
}

function schemaOf(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id !== undefined) return { $ref: `${COMPONENTS}${id}` };
  if (schema instanceof z.ZodArray) {
    const item = schema.element;
    return { type: 'array', items: item instanceof z.ZodType ? schemaOf(item) : {} };
  }
  if (schema instanceof z.ZodNullable) {
    const inner = schema.unwrap();
    const shown = inner instanceof z.ZodType ? schemaOf(inner) : {};
    return { anyOf: [shown, { type: 'null' }] };
  }
  if (schema instanceof z.ZodObject) {
    const properties = Object.entries(schema.shape).map(([name, field]) => [
      name,
      field instanceof z.ZodType ? schemaOf(field) : {},
    ]);
    return { type: 'object', properties: Object.fromEntries(properties) };
  }
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, AS_READ);
  return described;
}

function describe(operation: Operation): Json {
  const { method, path, summary, tag, body, answer, answerType = 'application/json' } = operation;
  return {
    operationId: operationId(method, path),
    summary,
    tags: [tag],
    parameters: [...pathParameters(path), ...queryParameters(operation)],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body) } },
          },
        }
      : {}),
    responses: {
      200: {
        description: 'The answer',
        ...(operation.isBlocking === true ? { headers: INDEX_HEADER } : {}),
        content: { [answerType]: { schema: schemaOf(answer) } },
      },
      default: {
        description: 'What is wrong, and what to do',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
    },
  };
}

const INDEX_HEADER = {
  'X-Nomad-Index': {
    description: 'The index that the answer is as of: the next blocking query waits beyond it',
    schema: { type: 'integer' },
  },
};

function operationId(method: string, path: string): string {
  const words = path
    .split(/[/.:-]/)
    .filter((word) => word !== '' && word !== 'v1')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${method}${words.join('')}`;
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

const BLOCKING = {
  index: 'Answer only once the index is greater than this',
  wait: 'How long to wait at most, e.g. `30s`; default 5m, at most 10m',
};
const PAGED = {
  per_page: 'At most so many items',
  next_token: 'Where the page begins: `X-Nomad-NextToken` of the one before',
  reverse: 'Last first',
};

function queryParameters({ isBlocking, isPaged, query = {} }: Operation): Json[] {
  const parameters = {
    ...query,
    ...(isBlocking === true ? BLOCKING : {}),
    ...(isPaged === true ? PAGED : {}),
    pretty: 'Indent the JSON',
  };
  return Object.entries(parameters).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
}
