import {
  LegendDisplayMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type PanelText, ROWS } from './panels.ts';

/** Of Grafana's grid, which has 24 columns. */
const SIZE = { width: 8, height: 8 };
const SOURCE = { type: 'prometheus', uid: 'prometheus' };

/** The dashboard as Grafana provisions it, made by Grafana's own builders; a panel a line, so that a change reads well. */
export function dashboard(): string {
  const builder = new DashboardBuilder('Docent')
    .uid('docent')
    .tags(['docent'])
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .readonly();
  for (const [title, panels] of Object.entries(ROWS)) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panelOf(panel));
  }
  const { panels = [], ...rest } = builder.build();
  const lines = panels.map((panel, id) => JSON.stringify({ ...panel, id: id + 1 }));
  return `${JSON.stringify(rest).slice(0, -1)},"panels":[\n${lines.join(',\n')}\n]}\n`;
}

function panelOf([title, description, unit, queries]: PanelText): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .datasource(SOURCE)
    .span(SIZE.width)
    .height(SIZE.height)
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  for (const [at, [legend, expression]] of Object.entries(queries).entries())
    panel.withTarget(
      new DataqueryBuilder()
        .refId(String.fromCharCode(65 + at))
        .expr(expression)
        .legendFormat(legend)
        .range(),
    );
  return panel;
}
