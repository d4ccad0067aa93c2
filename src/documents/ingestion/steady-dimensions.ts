type SteadyDimensionsDeps = {
  /** Of the vectors that the model gave last; null before the first ones. */
  dimensions: () => number | null;
  now: () => number;
};

/** Two servers behind one name that differ would have every document embedded anew each time the other one answers. */
const STEADY_MS = 10 * 60_000;

/** The dimensions that all documents shall have. The first change takes effect at once, a further one only minutes later. */
export function createSteadyDimensions({ dimensions, now }: SteadyDimensionsDeps): () => number | null {
  let steady: number | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  return function steadyDimensions() {
    const seen = dimensions();
    if (seen === null || seen === steady) return steady;
    if (steady === null) steady = seen;
    else if (now() - changedAt > STEADY_MS) {
      steady = seen;
      changedAt = now();
    }
    return steady;
  };
}
