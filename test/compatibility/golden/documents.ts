/** JSON documents that follow one another, with or without anything between them. What was cut off is left out. */
export function jsonDocuments(text: string): unknown[] {
  const documents: unknown[] = [];
  let [depth, start, inText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
      continue;
    }
    if (character === '"') inText = true;
    else if (character === '{' || character === '[') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) documents.push(JSON.parse(text.slice(start, at + 1)));
    }
  }
  return documents;
}
