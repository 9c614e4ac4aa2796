export { BUILTIN_FUNCTIONS, type TemplateFunction, type TemplateFunctions } from './builtins.ts';
export { parseTemplate, type ParsedTemplate } from './parse.ts';
export { renderTemplate, type RenderOptions } from './render.ts';
export { TemplateError } from './template-error.ts';
export { Described, entriesOf, isTrue, lengthOf, memberOf, printed } from './values.ts';
