import fc from 'fast-check';

/** Property tests try the same cases in every run, so that a run fails for what was changed; FAST_CHECK_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1754) });
