// The law: bands, measurements and curve, latency and residuals over one axis, and sliders that
// compute everything again.
const uslChart = {};

const circles = (size) => ({ show: true, size, width: 1.5, fill: charts.color('c2'), stroke: charts.color('ink') });
const none = () => null;

// Abscissae of curves and rows together, in order.
uslChart.grid = (fit) => [...fit.band.n, ...fit.rows.map((row) => row.n)].sort((a, b) => a - b);

// A column over the grid that has values only at its own abscissae.
const scattered = (grid, at, values) => {
  const column = grid.map(none);
  const used = new Set();
  at.forEach((n, index) => {
    let place = grid.indexOf(n);
    while (used.has(place) && grid[place + 1] === n) ++place;
    used.add(place);
    column[place] = values[index];
  });
  return column;
};

uslChart.markN = (state, withPeak) => (plot) => {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  const line = (n, color, dash, text, align) => {
    const x = plot.valToPos(n, 'x', true);
    if (!(x >= plot.bbox.left && x <= plot.bbox.left + plot.bbox.width)) return;
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    ctx.setLineDash(dash.map((each) => each * ratio));
    ctx.beginPath();
    ctx.moveTo(x, plot.bbox.top);
    ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
    ctx.stroke();
    ctx.textAlign = align;
    ctx.fillText(text, x, plot.bbox.top - 3 * ratio);
  };
  ctx.save();
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = `bold ${11 * ratio}px system-ui, sans-serif`;
  const peak = usl.peak(state);
  if (withPeak && peak) line(peak.concurrency, charts.theme.muted, [6, 3], 'N* ', 'right');
  line(state.n, charts.theme.c3, [], ' N', 'left');
  ctx.restore();
};

const valueOf = (unit) => (plot, value) => (value === null || value === undefined ? '–' : withUnit(humanNumber(value), unit));

uslChart.draw = (figure, fit, state) => {
  const grid = uslChart.grid(fit);
  const last = grid[grid.length - 1];
  const group = new ChartGroup(figure, {
    label: 'Throughput, latency and residuals by N', range: [0, last],
    describe: (at) => `${fit.concurrency_name} = ${humanNumber(at)}`,
  });
  const at = fit.rows.map((row) => row.n);
  const when = { label: fit.concurrency_name, value: valueOf(''), class: 'axis' };
  const own = { alpha: fit.alpha, beta: fit.beta, gamma: fit.gamma };
  const curve = (parameters, of) => grid.map((n) => of(parameters, n));
  // Nothing to see as long as the sliders stand at the fit.
  const moved = (of) => (['alpha', 'beta', 'gamma'].some((key) => state[key] !== fit[key]) ? curve(state, of) : grid.map(none));
  const xAxis = () => charts.axis(fit.concurrency_name);
  const line = (label, color, width, dash) => ({ pxAlign: 0, label, stroke: charts.color(color), width, dash, points: { show: false } });
  const edge = (label) => ({ pxAlign: 0, label, stroke: charts.color('grid'), width: 1, spanGaps: true, points: { show: false }, value: valueOf('') });
  const points = (label) => ({ label, stroke: charts.color('c2'), width: 0, paths: none, points: circles(8), value: valueOf('') });

  const { band } = fit;
  const bandColumns = [band.prediction_high, band.prediction_low, band.confidence_high, band.confidence_low]
    .map((values) => scattered(grid, band.n, values));
  const throughput = group.add(fit.throughput_label.startsWith('throughput') ? 'Throughput' : `Throughput: ${fit.throughput_label}`,
    [grid, ...bandColumns, curve(own, usl.throughput), moved(usl.throughput), scattered(grid, at, fit.rows.map((row) => row.x))], {
      height: window.innerWidth < 480 ? 240 : 340,
      series: [when,
        { ...edge('a new run: at most'), class: 'band2' }, { ...edge('at least'), class: 'band2' },
        { ...edge('the curve: at most'), class: 'band' }, { ...edge('at least'), class: 'band' },
        { ...line('fit', 'c1', 2, []), class: 's1', value: valueOf('') },
        { ...line('sliders', 'c3', 2, [6, 4]), class: 's3', value: valueOf('') },
        { ...points('measured'), class: 's2' }],
      bands: [{ series: [1, 2], fill: charts.color('band2') }, { series: [3, 4], fill: charts.color('band') }],
      axes: [xAxis(), charts.leftAxis(fit.throughput_unit)],
      scales: { y: { range: charts.fromZero } },
      hooks: { draw: [uslChart.markN(state, true)] },
    });

  const slow = fit.time_unit_s;
  const greatest = Math.max(...grid.map((n) => usl.latency(own, n) * slow));
  const [unit, factor] = greatest >= 10 ? ['s', 1] : greatest >= 0.01 ? ['ms', 1e3] : ['µs', 1e6];
  const latencyOf = (parameters, n) => usl.latency(parameters, n) * slow * factor;
  const latency = group.add("Latency by Little's law: N / X",
    [grid, curve(own, latencyOf), moved(latencyOf), scattered(grid, at, fit.rows.map((row) => row.n / row.x * slow * factor))], {
      series: [when, { ...line('fit', 'c1', 2, []), class: 's1', value: valueOf(unit) },
        { ...line('sliders', 'c3', 2, [6, 4]), class: 's3', value: valueOf(unit) },
        { ...points('measured'), class: 's2', value: valueOf(unit) }],
      axes: [xAxis(), charts.leftAxis(unit)],
      scales: { y: { range: charts.fromZero } },
      hooks: { draw: [uslChart.markN(state, false)] },
    });

  const residuals = fit.rows.map((row) => row.standardized);
  const spread = Math.max(3, ...residuals.filter(Number.isFinite).map(Math.abs)) * 1.1;
  group.add('Residuals, in standard deviations', [grid, scattered(grid, at, residuals)], {
    height: 160,
    series: [when, { ...points('residual'), class: 's2' }],
    axes: [xAxis(), charts.leftAxis('sd')],
    scales: { y: { range: () => [-spread, spread] } },
    hooks: { draw: [uslChart.zeroLine] },
  });
  return () => {
    throughput.setData([grid, ...bandColumns, curve(own, usl.throughput), moved(usl.throughput), throughput.data[7]], false);
    latency.setData([grid, latency.data[1], moved(latencyOf), latency.data[3]], false);
    group.show(...group.shown);
    group.redraw();
  };
};

uslChart.zeroLine = (plot) => {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = charts.theme.muted;
  ctx.lineWidth = devicePixelRatio;
  for (const [value, dash] of [[0, []], [2, [3, 3]], [-2, [3, 3]]]) {
    const y = plot.valToPos(value, 'y', true);
    ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(plot.bbox.left, y);
    ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
};

// ---- The sliders. ----

// What the state gives, one row each: [key, label, value, unit].
uslChart.answers = (fit, state) => {
  const peak = usl.peak(state);
  const cells = state.needed > 0 ? usl.cellsFor(state, state.needed) : { cells: NaN, perCell: NaN };
  const unit = fit.throughput_unit;
  return [
    ['peak-concurrency', 'N*: the peak', peak ? peak.concurrency : Infinity, ''],
    ['best-integer', 'best whole N', peak ? peak.best : Infinity, ''],
    ['peak-throughput', 'X*: throughput there', peak ? peak.throughput : usl.wholeLimit(state), unit],
    ['throughput', 'X at N', usl.throughput(state, state.n), unit],
    ['latency', 'latency at N', state.n / usl.throughput(state, state.n) * fit.time_unit_s, 's'],
    ['efficiency', 'efficiency at N', usl.efficiency(state, state.n), ''],
    ['gain', 'gain of one more', usl.gain(state, state.n), unit],
    ['cells', 'cells for the load', cells.cells, ''],
    ['per-cell', 'workers in each', cells.perCell === null ? NaN : cells.perCell, ''],
  ];
};

uslChart.panel = (figure, fit, state, changed) => {
  const outputs = {};
  const list = element('dl', { class: 'answers' });
  for (const [key, label] of uslChart.answers(fit, state)) {
    outputs[key] = element('dd', { 'data-key': key });
    list.append(element('div', {}, element('dt', { text: label }), outputs[key]));
  }
  const refresh = () => {
    for (const [key, , value, unit] of uslChart.answers(fit, state)) {
      outputs[key].textContent = unit === 's' ? secondsText(value) : withUnit(humanNumber(value), Number.isFinite(value) ? unit : '');
      outputs[key].dataset.value = String(value);
    }
    changed();
  };
  const last = fit.band.n[fit.band.n.length - 1] || Math.max(...fit.rows.map((row) => row.n));
  const betaMost = Math.max(4 * fit.beta, fit.beta_upper || 0, 1 / last ** 2);
  const controls = [
    ['alpha', 'alpha: contention', Math.min(0, 2 * fit.alpha), Math.max(4 * fit.alpha, 0.05)],
    ['beta', 'beta: crosstalk', 0, betaMost],
    ['gamma', 'gamma: X at N = 1', fit.gamma / 4, fit.gamma * 3],
    ['n', fit.concurrency_name === 'N' ? 'N' : `N: ${fit.concurrency_name}`, 1, last],
  ];
  const box = element('fieldset', { class: 'sliders' }, element('legend', { text: 'What if? Move a slider: curve, peak and cells follow' }));
  const inputs = [];
  const bind = (key, input, others) => input.addEventListener('input', () => {
    const value = Number(input.value);
    if (input.value === '' || !Number.isFinite(value) || (key === 'gamma' || key === 'n' || key === 'needed') && !(value > 0) || key === 'beta' && value < 0) return;
    state[key] = value;
    for (const other of others) other.value = String(value);
    refresh();
  });
  for (const [key, label, least, most] of controls) {
    const common = { min: String(least), max: String(most), step: 'any' };
    const range = element('input', { type: 'range', id: `${figure.id}-${key}`, 'data-key': key, ...common });
    const exact = element('input', { type: 'number', 'aria-label': `${label}, exact`, 'data-key': key, step: 'any' });
    bind(key, range, [exact]);
    bind(key, exact, [range]);
    inputs.push([key, range], [key, exact]);
    box.append(element('label', { for: range.id, text: label }), range, exact);
  }
  const needed = element('input', { type: 'number', id: `${figure.id}-needed`, 'data-key': 'needed', step: 'any', min: '0' });
  bind('needed', needed, []);
  inputs.push(['needed', needed]);
  box.append(element('label', { for: needed.id, text: `load to carry (${fit.throughput_unit})` }), element('span'), needed);
  const fill = () => {
    for (const [key, input] of inputs) input.value = String(state[key]);
    refresh();
  };
  const start = { ...state };
  box.append(element('button', { type: 'button', class: 'reset', text: 'Back to the fit', onclick: () => { Object.assign(state, start); fill(); } }));
  figure.append(box, list);
  fill();
};

uslChart.show = (figure, fit, number) => {
  figure.id = `usl-${number + 1}`;
  const peak = usl.peak(fit);
  const largest = Math.max(...fit.rows.map((row) => row.n));
  const limit = usl.wholeLimit(fit);
  const state = {
    alpha: fit.alpha, beta: fit.beta, gamma: fit.gamma,
    n: peak && peak.best <= largest ? peak.best : largest,
    needed: Number((2 * (Number.isFinite(limit) ? limit : usl.throughput(fit, largest))).toPrecision(2)),
  };
  const panel = element('div');
  figure.append(panel);
  const changed = uslChart.draw(figure, fit, state);
  uslChart.panel(figure, fit, state, changed);
};
