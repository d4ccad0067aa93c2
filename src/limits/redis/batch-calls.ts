/** What is sent together, as it has gathered. */
type Gathered<Item, Answer> = {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
};

/** Largest number of items sent together. */
const TOGETHER_MAX = 64;

/**
 * Gathers the items of one turn of the event loop that have the same name, and sends them together: a command to Redis costs this
 * process more than what it carries. `send` answers each in its place, and where it rejects, all of its items do.
 */
export function batchCalls<Item, Answer>(send: (items: readonly Item[]) => Promise<readonly Answer[]>) {
  const open = new Map<string, Gathered<Item, Answer>[]>();
  return function gather(name: string, item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const gathered = open.get(name);
      if (gathered && gathered.length < TOGETHER_MAX) gathered.push({ item, resolve, reject });
      else begin(name, { item, resolve, reject });
    });
  };

  function begin(name: string, first: Gathered<Item, Answer>): void {
    const gathered = [first];
    open.set(name, gathered);
    setImmediate(() => {
      if (open.get(name) === gathered) open.delete(name);
      void sendAll(gathered);
    });
  }

  async function sendAll(gathered: readonly Gathered<Item, Answer>[]): Promise<void> {
    try {
      const answers = await send(gathered.map(({ item }) => item));
      for (const [place, { resolve }] of gathered.entries()) resolve(answers[place] as Answer);
    } catch (failure) {
      for (const { reject } of gathered) reject(failure);
    }
  }
}
