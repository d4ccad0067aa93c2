import { diag } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';

/**
 * The attributes of a resource that can be labels of `target_info` side by side: `1st`, or `a.b` beside `a_b`, would take
 * the whole scrape down, and `le` is a histogram's. Of two that become one label the first stays.
 */
export function targetResource({ attributes }: Resource): Resource {
  const labels = new Set<string>();
  const fitting = Object.entries(attributes).filter(([name]) => {
    const label = name.replaceAll(/[^a-z0-9_]/gi, '_').replaceAll(/_{2,}/g, '_'); // as the Prometheus serializer writes it
    const fits = /^(?!(le|quantile)$)\D/.test(label) && !labels.has(label);
    labels.add(label);
    return fits;
  });
  if (fitting.length < Object.keys(attributes).length)
    diag.warn('Resource attributes were left out of target_info: their names are no labels, or those of others');
  return resourceFromAttributes(Object.fromEntries(fitting));
}
