import { readFileSync } from 'node:fs';
import { DASHBOARD } from './reference.ts';

export type Target = { expr: string; legendFormat: string };
export type ShippedPanel = {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { uid: string };
  fieldConfig?: { defaults: { unit?: string } };
  options?: { legend: { showLegend: boolean } };
  targets?: Target[];
};

/** The dashboard's rows and panels in their order, from the file that Grafana is given. */
export function shippedPanels(): ShippedPanel[] {
  return (JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: ShippedPanel[] }).panels;
}
