import { Controller, Get, HttpCode } from '@nestjs/common';
import { Answer } from './answer.ts';

/** They are pages for browsers, and no part of the described API. */
export const UI_PATHS: readonly string[] = ['/', '/ui', '/ui/*'];

/** Browsers are led to where Nomad has its pages, and told there what to use instead. */
@Controller()
export class UiController {
  @Get()
  @HttpCode(307)
  root(): Answer {
    return new Answer('<a href="/ui/">Temporary Redirect</a>.\n\n', { ...HTML, location: '/ui/' });
  }

  @Get(['ui', 'ui/*'])
  @HttpCode(404)
  page(): Answer {
    return new Answer(NO_UI, HTML);
  }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

const NO_UI = `<!doctype html>
<meta charset="utf-8">
<title>Steppe</title>
<h1>Steppe has no web UI</h1>
<p>The command line shows what runs: <code>steppe status</code>, <code>steppe job status JOB</code>,
<code>steppe alloc status ALLOC</code>, <code>steppe eval explain EVAL</code>.</p>
<p>Tools find the API below <code>/v1</code>; <a href="/v1/openapi.json">/v1/openapi.json</a> describes it.</p>
`;
