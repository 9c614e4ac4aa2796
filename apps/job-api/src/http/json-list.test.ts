import { expect, test } from '@jest/globals';
import { JsonList } from './json-list.ts';

test.each([0, 1, 250, 251, 1_000])(
  'a list of %i is the same in pieces and at once',
  async (length) => {
    const rows = Array.from({ length }, (_, index) => index);
    const list = new JsonList(rows, (index) => ({ index, text: `"${index}"` }));
    let text = '';
    for await (const piece of list.pieces()) text += piece;
    expect(JSON.parse(text)).toEqual(rows.map((index) => ({ index, text: `"${index}"` })));
    expect(text).toBe(JSON.stringify(list));
    expect(list.isLong).toBe(length > 250);
  },
);

test('no more than a piece is made ahead', async () => {
  let made = 0;
  const list = new JsonList(Array.from({ length: 10_000 }), () => (made += 1));
  const pieces = list.pieces();
  await pieces.next();
  expect(made).toBe(250);
  await pieces.return(undefined);
});
