import { Parser } from 'htmlparser2';
import { ParseError } from './parse-error.ts';

const DEPTH_MAX = 5000;

export type XmlHandlers = {
  /** Names and attributes come without their prefixes; `r:id`, which names another part, as `rid`. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
};

/**
 * Reads XML from beginning to end, without a tree. Entities that a file declares are not
 * expanded, and nothing outside it is asked for.
 * @throws Error for XML that declares entities: no document does; ParseError `parse_limit_exceeded` for elements some
 * thousands deep, of which the reader takes longer the deeper they are.
 */
export function readXml(xml: string, handlers: XmlHandlers): void {
  if (/<!ENTITY/i.test(xml)) throw new Error('The XML declares entities');
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > DEPTH_MAX) throw new ParseError('parse_limit_exceeded', 'The file is nested too deeply.');
        handlers.open?.(local(name), withoutPrefixes(attributes));
      },
      onclosetag(name) {
        depth--;
        handlers.close?.(local(name));
      },
      ontext: (text) => handlers.text?.(text),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function withoutPrefixes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name.endsWith(':id') ? 'rid' : local(name), value]),
  );
}
