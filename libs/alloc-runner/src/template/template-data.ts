/** What a template asks of the cluster. */
export type TemplateQuery =
  | { readonly kind: 'variable'; readonly namespace: string; readonly path: string }
  | { readonly kind: 'variables'; readonly namespace: string; readonly prefix: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'services'; readonly namespace: string };

/** A variable with its items. */
export interface VariableAnswer {
  readonly path: string;
  readonly namespace: string;
  readonly createIndex: number;
  readonly modifyIndex: number;
  readonly items: Readonly<Record<string, string>>;
}

/** An instance of a service. */
export interface ServiceAnswer {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly nodeId: string;
  readonly datacenter: string;
  readonly allocId: string;
  readonly jobId: string;
  readonly tags: readonly string[];
  readonly address: string;
  readonly port: number;
}

export type TemplateAnswer =
  /** `undefined` for a variable that there is not. */
  | { readonly kind: 'variable'; readonly variable: VariableAnswer | undefined }
  | { readonly kind: 'variables'; readonly variables: readonly Omit<VariableAnswer, 'items'>[] }
  | { readonly kind: 'service'; readonly instances: readonly ServiceAnswer[] }
  | {
      readonly kind: 'services';
      readonly services: readonly { readonly name: string; readonly tags: readonly string[] }[];
    };

/** Where templates get what they show. */
export interface TemplateData {
  /**
   * Tells the answer now and whenever it has changed, until the function returned is called. While the servers are
   * away nothing is told, and what was told last stands, until they have been asked in vain too often.
   *
   * @param asker whose rights decide.
   */
  watch(
    query: TemplateQuery,
    asker: { readonly allocId: string; readonly task: string },
    listener: TemplateListener,
  ): () => void;
}

export interface TemplateListener {
  readonly onAnswer: (answer: TemplateAnswer) => void;
  /** No more answers come. */
  readonly onFailure: (error: Error) => void;
}

/** For an agent without servers to ask: what templates want to know stays unknown. */
export const NO_TEMPLATE_DATA: TemplateData = { watch: () => () => undefined };
