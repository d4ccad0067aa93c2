import { z } from 'zod';

/** The codes of JSON-RPC 2.0, section 5.1. */
const CODES = { methodNotFound: -32601, invalidParams: -32602, internal: -32603 };
const MESSAGE_MAX_CHARS = 500;

const failure = z.object({
  id: z.union([z.string(), z.number()]),
  error: z.object({ code: z.literal(CODES.internal), message: z.string() }),
});
const issues = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }));
const flag = z.boolean().optional();
/** A request to be told of changes, as the protocol has it. */
const subscription = z.object({
  method: z.literal('subscriptions/listen'),
  params: z.object({
    notifications: z.object({
      toolsListChanged: flag,
      promptsListChanged: flag,
      resourcesListChanged: flag,
      resourceSubscriptions: z.array(z.string()).optional(),
    }),
  }),
});

/**
 * The SDK's answer to a message that runs no code of ours, with the code that JSON-RPC has for it: parameters that do not fit
 * their method are an internal error to the SDK, and so is a subscription where there are none.
 */
export async function nameClientFaults(response: Response, message: unknown): Promise<Response> {
  const text = await response.text();
  const { data: failed } = failure.safeParse(messageIn(text));
  const fault = failed && (unfitIn(failed.error.message) ?? subscriptionFault(message));
  if (!fault) return new Response(text || null, response);
  const { status, ...error } = fault;
  return Response.json({ jsonrpc: '2.0', id: failed.id, error }, { status });
}

/** What the SDK's validator lists; null: the error is another one. */
function unfitIn(message: string) {
  const { data } = issues.safeParse(parsed(message));
  if (!data) return null;
  const listed = data.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return { status: 200, code: CODES.invalidParams, message: `Invalid params: ${listed}`.slice(0, MESSAGE_MAX_CHARS) };
}

function subscriptionFault(message: unknown) {
  if ((message as { method?: unknown }).method !== subscription.shape.method.value) return null;
  if (subscription.safeParse(message).success)
    return { status: 404, code: CODES.methodNotFound, message: 'Nothing here changes that could be subscribed to' };
  return { status: 200, code: CODES.invalidParams, message: 'Invalid params: notifications says what to listen for' };
}

/** The message of a JSON body, or of the one event of a stream. */
function messageIn(text: string): unknown {
  return parsed(/^data: (.*)$/m.exec(text)?.[1] ?? text);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
