import { expect, test } from '@jest/globals';
import { parseImageReference } from './image-reference.ts';

test.each([
  ['hashicorp/http-echo', 'hashicorp/http-echo:latest', true],
  ['redis:latest', 'redis:latest', true],
  ['redis:7', 'redis:7', false],
  ['registry:5000/redis', 'registry:5000/redis:latest', true],
  ['https://registry:5000/redis:7', 'registry:5000/redis:7', false],
  ['redis@sha256:abc', 'redis@sha256:abc', false],
])('%s is %s, moving: %s', (image, name, isMoving) => {
  expect(parseImageReference(image)).toEqual({ name, isMoving });
});
