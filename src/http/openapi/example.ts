type Schema = Readonly<Record<string, unknown>>;
type Document = { readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> } };

/**
 * An example of a schema, made of those of its parts: its own first example, constant or default, else an object of its
 * properties' examples, an array of one, or the first of several forms. Undefined where a part has none.
 */
export function exampleOf(document: Document, schema: unknown): unknown {
  const one = resolved(document, schema);
  if (Array.isArray(one.examples)) return one.examples[0];
  if ('const' in one) return one.const;
  if ('default' in one) return one.default;
  const [form] = [one.anyOf, one.oneOf, one.allOf].filter(Array.isArray).flat();
  if (form) return exampleOf(document, form);
  if (one.type === 'array') return [exampleOf(document, one.items)];
  if (one.type !== 'object') return undefined;
  const examples = Object.entries((one.properties ?? {}) as Schema).map(([name, part]) => [
    name,
    exampleOf(document, part),
  ]);
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined));
}

function resolved(document: Document, schema: unknown): Schema {
  const { $ref } = schema as { $ref?: string };
  const name = $ref?.replace('#/components/schemas/', '');
  return (name === undefined ? schema : document.components?.schemas?.[name]) as Schema;
}
