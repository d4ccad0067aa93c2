/** The results of `work` for 0 to `count` - 1, four at a time: as many uploads as one caller may have under way. */
export async function fourAtOnce<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next++;
      results[n] = await work(n);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return results;
}
