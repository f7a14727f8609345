// Charts of a run: linked panels over time with faults and runbook marked, partitions, percentiles,
// and a prediction over its measurement.
const timeCharts = {};

const steps = uPlot.paths.stepped({ align: 1 });

// The last value holds until the end of the run.
const closed = (values) => [...values, values[values.length - 1]];

// [positions, values...] of a panel; curves that bring positions of their own are joined.
timeCharts.columns = (time, curves) => {
  const tables = curves.map((curve) => {
    const positions = curve.positions || time.positions;
    return [[...positions, Math.max(time.end, positions[positions.length - 1])], closed(curve.values)];
  });
  const shared = curves.every((curve) => !curve.positions);
  if (shared) return [tables[0][0], ...tables.map((table) => table[1])];
  return uPlot.join(tables).map((column) => Array.from(column, (value) => (value === undefined ? null : value)));
};

// What the legend says: of a thinned piece its least and its greatest value.
timeCharts.readValue = (time, unit) => (plot, value, series, index) => {
  if (index === null || index === undefined) return '–';
  const column = plot.data[series];
  if (time.rows_per_piece > 1 && column.length === time.positions.length + 1) {
    const start = index - index % 2;
    const pair = [column[start], column[start + 1]].filter((each) => each !== null && each !== undefined);
    if (pair.length === 2 && pair[0] !== pair[1]) {
      return withUnit(`${humanNumber(Math.min(...pair))} to ${humanNumber(Math.max(...pair))}`, unit);
    }
  }
  let at = index;  // a joined column holds its last value
  while (at > 0 && (column[at] === null || column[at] === undefined)) --at;
  return column[at] === null ? '–' : withUnit(humanNumber(column[at]), unit);
};

// Lines through every panel where something happened; letters on the first one.
timeCharts.marks = (run, letters) => (plot) => {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = charts.theme.mark;
  ctx.fillStyle = charts.theme.mark;
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.font = `bold ${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  let last = -Infinity;
  let lastLine = -Infinity;
  for (const mark of run.marks) {
    const x = plot.valToPos(mark.time, 'x', true);
    if (x < plot.bbox.left - 1 || x > plot.bbox.left + plot.bbox.width + 1) continue;
    if (x - lastLine >= 2 * ratio) {
      ctx.beginPath();
      ctx.moveTo(x, plot.bbox.top);
      ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
      ctx.stroke();
      lastLine = x;
    }
    if (letters && x - last >= 10 * ratio) {
      ctx.fillText(mark.letter, x, plot.bbox.top - 3 * ratio);
      last = x;
    }
  }
  ctx.restore();
};

timeCharts.describe = (run) => (at, plot) => {
  const { time } = run;
  const near = (plot.scales.x.max - plot.scales.x.min) / 60;
  const marks = run.marks.filter((mark) => Math.abs(mark.time - at) <= near).slice(0, 3);
  const when = `${humanNumber(at)} ${time.unit}`;
  return marks.length === 0 ? when : `${when}. ${marks.map((mark) => `${mark.letter}: ${mark.text}`).join('. ')}`;
};

// The moment under the cursor, as the legends say it.
timeCharts.when = (time) => ({ label: 'time', value: (plot, value) => (value === null || value === undefined ? '–' : withUnit(humanNumber(value), time.unit)) });

timeCharts.addPanel = (group, run, panel, first) => {
  const { time } = run;
  const series = panel.curves.map((curve, index) => ({
    label: curve.name,
    stroke: charts.seriesColor(index),
    dash: charts.dash(index),
    width: 1.5,
    paths: steps,
    spanGaps: true,
    points: { show: false },
    value: timeCharts.readValue(time, panel.unit),
  }));
  group.add(panel.title, timeCharts.columns(time, panel.curves), {
    series: charts.markerClasses([timeCharts.when(time), ...series]),
    axes: [charts.axis(`time (${time.unit})`), charts.leftAxis(panel.unit)],
    scales: { y: { range: charts.fromZero } },
    hooks: { draw: [timeCharts.marks(run, first)] },
  });
};

timeCharts.timeline = (figure, run) => {
  if (run.panels.length === 0) return;
  const group = new ChartGroup(figure, {
    label: 'Timeline of the run', range: [0, run.time.end], describe: timeCharts.describe(run),
  });
  run.panels.forEach((panel, index) => timeCharts.addPanel(group, run, panel, index === 0));
  const { heat, names } = run.partitions;
  if (heat && names.length > 1) heat.measures.forEach((measure) => timeCharts.addHeat(group, run, measure));
  if (run.kinds.length > 0) {
    const kinds = run.kinds.map((kind) => `${kind.letter} ${kind.name}`).join(', ');
    figure.append(element('p', { class: 'note', text: `Marks: ${kinds}. Drag over a chart to zoom, double-click to show all.` }));
  }
};

// ---- A heat map: a row per partition, stronger where it is worse. ----

timeCharts.heatCells = (run, measure, most) => (plot) => {
  const { heat } = run.partitions;
  const step = heat.interval_s / run.time.seconds_per_unit;
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  measure.columns.forEach((column, partition) => {
    const y = Math.round(plot.valToPos(partition + 0.5, 'y', true));
    const tall = Math.max(1, Math.round(plot.valToPos(partition - 0.5, 'y', true)) - y);
    for (let row = 0; row < heat.rows; ++row) {
      const value = column[row];
      if (value === 0) continue;
      const x = Math.floor(plot.valToPos(row * step, 'x', true));
      const next = Math.ceil(plot.valToPos(Math.min((row + 1) * step, run.time.end), 'x', true));
      if (next < left || x > left + width) continue;
      ctx.fillStyle = value === null ? charts.theme.c2 : charts.theme.c1;
      ctx.globalAlpha = value === null ? 1 : 0.06 + 0.94 * value / most;
      ctx.fillRect(x, y, Math.max(1, next - x), tall);
    }
  });
  ctx.restore();
};

timeCharts.addHeat = (group, run, measure) => {
  const { heat, names } = run.partitions;
  const most = Math.max(...measure.columns.flat().filter((value) => value !== null));
  if (!(most > 0)) return;
  const step = heat.interval_s / run.time.seconds_per_unit;
  const positions = Array.from({ length: heat.rows }, (each, row) => row * step);
  // What the mouse is on: by keyboard the worst partition of that moment.
  const under = (plot, index) => {
    const all = measure.columns.map((column, partition) => [partition, column[index] === null ? Infinity : column[index]]);
    const pointed = plot.cursor.event && plot.over.matches(':hover') ? Math.round(plot.posToVal(plot.cursor.top, 'y')) : -1;
    return all[pointed] || all.reduce((worst, each) => (each[1] > worst[1] ? each : worst));
  };
  group.add(`${measure.title} (full colour: ${withUnit(humanNumber(most), measure.unit)})`, [positions, positions.map(() => null)], {
    height: Math.min(360, Math.max(120, 60 + 12 * names.length)),
    series: [{ ...timeCharts.when(run.time), class: 'axis' },
      { label: 'here', class: 's1', value: (plot, value, series, index) => {
        if (index === null || index === undefined) return '–';
        const [partition, found] = under(plot, index);
        return `${names[partition]}: ${withUnit(humanNumber(found), Number.isFinite(found) ? measure.unit : '')}`;
      } }],
    axes: [charts.axis(`time (${run.time.unit})`),
      { ...charts.leftAxis('partition', (plot, splits) => splits.map((at) => (Number.isInteger(at) && at >= 0 && at < names.length ? at : ''))), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] }],
    scales: { y: { range: [-0.5, names.length - 0.5] } },
    hooks: { drawAxes: [timeCharts.heatCells(run, measure, most)], draw: [timeCharts.marks(run, false)] },
  });
};

// ---- Partitions: one bar each, in three measures. ----

timeCharts.partitions = (figure, run) => {
  const { names, measures } = run.partitions;
  const group = new ChartGroup(figure, {
    label: 'Partitions', range: [-0.5, names.length - 0.5],
    describe: (at) => names[Math.min(Math.max(Math.round(at), 0), names.length - 1)],
  });
  const positions = names.map((name, index) => index);
  measures.forEach((measure, index) => {
    group.add(measure.title, [positions, measure.values], {
      height: 150,
      series: charts.markerClasses([
        { label: 'partition', value: (plot, value) => (value === null || value === undefined ? '–' : names[value]) },
        {
          label: measure.title.toLowerCase(), stroke: charts.seriesColor(index), fill: charts.seriesColor(index),
          paths: uPlot.paths.bars({ size: [0.8, 40], align: 0 }), points: { show: false }, class: `s${index + 1}`,
          value: (plot, value) => (value === null ? '–' : withUnit(humanNumber(value), measure.unit)),
        },
      ]),
      axes: [{ ...charts.axis('partition', (plot, splits) => splits.map((at) => (Number.isInteger(at) && at >= 0 && at < names.length ? at : ''))), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
        charts.leftAxis(measure.unit)],
      scales: { y: { range: charts.fromZero } },
    });
  });
};

// ---- Latency by percentile: every further nine has the same width. ----

const percentileLabel = (nines) => {
  const share = 100 * (1 - 10 ** -nines);
  return `${Number(share.toPrecision(Math.max(3, Math.ceil(nines) + 2)))} %`;
};
const powersOfTen = (plot, splits) => splits.map((value) => (value !== null && Number.isInteger(Math.log10(value)) ? value : null));

// 0, 50, 90, 99, 99.9 %, ... as far as there is room for their labels.
const percentileTicks = (plot, most) => {
  const all = [0, Math.log10(2), ...Array.from({ length: Math.floor(most) }, (each, index) => index + 1)];
  const { min, max } = plot.scales.x;
  const least = 58 * (max - min) / Math.max(1, plot.width - axisWidth());
  return all.reduce((kept, tick) => (kept.length === 0 || tick - kept[kept.length - 1] >= least ? [...kept, tick] : kept), []);
};

timeCharts.percentiles = (figure, run) => {
  const curves = run.percentiles;
  if (curves.length === 0) return;
  const most = Math.max(...curves.map((curve) => curve.positions[curve.positions.length - 1]));
  const group = new ChartGroup(figure, { label: 'Latency by percentile', range: [0, most], describe: percentileLabel });
  const all = curves.flatMap((curve) => curve.values).filter((value) => value > 0);
  const logarithmic = Math.max(...all) > 30 * Math.min(...all);
  const data = uPlot.join(curves.map((curve) => [curve.positions, curve.values]));
  group.add('Every further nine is as wide as the one before', data.map((column) => Array.from(column, (value) => (value === undefined || value === 0 && logarithmic ? null : value))), {
    series: charts.markerClasses([
      { label: 'percentile', value: (plot, value) => (value === null || value === undefined ? '–' : percentileLabel(value)) },
      ...curves.map((curve, index) => ({
        label: curve.name, stroke: charts.seriesColor(index), dash: charts.dash(index), width: 2, spanGaps: true,
        points: { show: false }, value: (plot, value) => (value === null || value === undefined ? '–' : `${humanNumber(value)} ms`),
      })),
    ]),
    axes: [{ ...charts.axis('percentile', (plot, splits) => splits.map(percentileLabel)), splits: (plot) => percentileTicks(plot, most) },
      logarithmic ? { ...charts.leftAxis('ms'), grid: { stroke: charts.color('grid'), width: 1, filter: powersOfTen }, ticks: { show: false } } : charts.leftAxis('ms')],
    scales: { y: logarithmic ? { distr: 3 } : { range: charts.fromZero } },
  });
};

// ---- A prediction over its measurement. ----

timeCharts.comparison = (figure, predicted, measured) => {
  const scale = predicted.time.seconds_per_unit / measured.time.seconds_per_unit;
  const shared = measured.panels.filter((panel) => predicted.panels.some((other) => other.title === panel.title));
  const group = new ChartGroup(figure, {
    label: 'Prediction and measurement over time',
    range: [0, Math.max(measured.time.end, predicted.time.end * scale)],
    describe: timeCharts.describe(measured),
  });
  const run = { time: { ...measured.time, end: group.range[1] }, marks: measured.marks };
  for (const panel of shared) {
    const other = predicted.panels.find((each) => each.title === panel.title);
    for (const curve of panel.curves) {
      const twin = other.curves.find((each) => each.name === curve.name);
      if (!twin) continue;
      const positions = (twin.positions || predicted.time.positions).map((at) => at * scale);
      timeCharts.addPanel(group, run, {
        title: panel.curves.length > 1 ? `${panel.title}: ${curve.name}` : panel.title,
        unit: panel.unit,
        curves: [
          { name: 'measured', positions: curve.positions || measured.time.positions, values: curve.values },
          { name: 'predicted', positions, values: twin.values },
        ],
      }, group.plots.length === 0);
    }
  }
};
