type Fields = Record<string, unknown>;

/** A whole answer as the events of a stream: some servers know no streams, and answer at once. */
export function streamOf(json: string): string {
  const message = parsed(json);
  if (!message) return json;
  const events = message.type === 'message' ? anthropicEvents(message) : [chunkOf(message)];
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

function chunkOf(message: Fields): Fields {
  const choices = Array.isArray(message.choices) ? (message.choices as Fields[]) : [];
  const deltas = choices.map(({ message: delta, ...choice }) => ({ ...choice, delta }));
  return { ...message, object: 'chat.completion.chunk', choices: deltas };
}

function anthropicEvents({ content, stop_reason, stop_sequence, ...message }: Fields): Fields[] {
  const blocks = Array.isArray(content) ? (content as Fields[]).filter(({ type }) => type === 'text') : [];
  return [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    ...blocks.flatMap(({ text }, index) => [
      { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: message.usage },
    { type: 'message_stop' },
  ];
}

function parsed(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    return null; // the SDK says what is wrong with it
  }
}
