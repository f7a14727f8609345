// What all charts share: colours that follow light, dark and print; groups of charts with one axis,
// zoomed and read together by mouse, buttons and keyboard.
const charts = { theme: {}, groups: [] };

charts.readTheme = () => {
  const style = getComputedStyle(document.documentElement);
  const names = ['ink', 'muted', 'grid', 'band', 'band2', 'mark', 'warn', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];
  for (const name of names) charts.theme[name] = style.getPropertyValue(`--${name}`).trim();
};
charts.color = (name) => () => charts.theme[name];
charts.seriesColor = (index) => charts.color(`c${index % 8 + 1}`);
// In grey print lines are told apart by their dashes.
charts.dash = (index) => [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2], [12, 4], [4, 4, 1, 4]][index % 8];

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') node.textContent = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

const axisWidth = () => (window.innerWidth < 480 ? 48 : 64);
const chartHeight = () => (window.innerWidth < 480 ? 160 : 190);

charts.axis = (label, values) => ({
  label,
  size: 26,
  gap: 3,
  labelSize: 16,
  labelGap: 0,
  labelFont: '12px system-ui, sans-serif',
  font: '12px system-ui, sans-serif',
  stroke: charts.color('ink'),
  grid: { stroke: charts.color('grid'), width: 1 },
  ticks: { stroke: charts.color('grid'), width: 1 },
  values: values || ((u, splits) => splits.map(axisNumber)),
});
charts.leftAxis = (label, values) => ({ ...charts.axis(label, values), size: axisWidth(), space: 26 });
charts.fromZero = (u, least, most) => {
  if (least === null || most === null) return [0, 1];
  const top = most > 0 ? most * 1.06 : 1;
  return [least < 0 ? least * 1.06 : 0, most <= 0 && least >= 0 ? 1 : top];
};

// A group: charts one above the other over one axis.
class ChartGroup {
  // range: [least, most] of the axis; describe: what a position means, in words.
  constructor(figure, { label, range, describe }) {
    this.figure = figure;
    this.range = range;
    this.shown = [...range];
    this.describe = describe;
    this.key = `group-${charts.groups.length}`;
    this.plots = [];
    const button = (text, title, action) => element('button', { type: 'button', title, 'aria-label': title, text, onclick: action });
    this.readout = element('p', { class: 'readout', 'aria-live': 'polite' });
    this.canvas = element('div', {
      class: 'plots', tabindex: '0', role: 'group', 'aria-label':
        `${label}. Arrow keys move the read-out, plus and minus zoom, shift with arrows pans, 0 shows all.`,
      onkeydown: (event) => this.onKey(event),
    });
    this.tools = element('div', { class: 'tools' },
      button('+', 'Zoom in', () => this.zoom(0.5)), button('−', 'Zoom out', () => this.zoom(2)),
      button('◂', 'Pan left', () => this.pan(-0.25)), button('▸', 'Pan right', () => this.pan(0.25)),
      button('All', 'Show all', () => this.show(...this.range)), this.readout);
    figure.append(this.tools, this.canvas);
    charts.groups.push(this);
  }

  // Adds one chart. options: title, height, series, axes, scales, bands, hooks, legend, plugins.
  add(title, data, options) {
    const plot = new uPlot({
      width: this.width(),
      height: chartHeight(),
      padding: [14, 22, 0, 0],
      ...options,
      scales: { ...options.scales, x: { time: false, range: (u, least, most) => (least === null ? this.range : [least, most]), ...(options.scales || {}).x } },
      cursor: {
        sync: { key: this.key, setSeries: false },
        drag: { x: true, y: false, setScale: true },
        points: { size: 7 },
        ...options.cursor,
      },
      hooks: {
        ...options.hooks,
        setScale: [(u, key) => key === 'x' && this.onScale(u)],
        setCursor: [(u) => this.onCursor(u)],
      },
    }, data, element('div'));
    plot.setScale('x', { min: this.range[0], max: this.range[1] });
    plot.root.classList.add('plot');
    this.canvas.append(element('h4', { text: title }), plot.root);
    this.plots.push(plot);
    return plot;
  }

  width() { return Math.max(240, this.figure.clientWidth); }
  resize() { for (const plot of this.plots) plot.setSize({ width: this.width(), height: plot.height }); }
  redraw() { for (const plot of this.plots) plot.redraw(false, true); }

  // ---- One axis for all. ----
  show(least, most) {
    const [first, last] = this.range;
    const width = Math.min(most - least, last - first);
    if (!(width > (last - first) * 1e-6)) return;
    const from = Math.min(Math.max(least, first), last - width);
    this.shown = [from, from + width];
    this.busy = true;
    for (const plot of this.plots) plot.setScale('x', { min: from, max: from + width });
    this.busy = false;
  }
  onScale(plot) {
    const { min, max } = plot.scales.x;
    if (this.busy || min === null || (min === this.shown[0] && max === this.shown[1])) return;
    this.show(min, max);
  }
  zoom(factor) {
    const [least, most] = this.shown;
    const middle = this.at !== undefined && this.at >= least && this.at <= most ? this.at : (least + most) / 2;
    this.show(middle - (middle - least) * factor, middle + (most - middle) * factor);
  }
  pan(share) {
    const width = this.shown[1] - this.shown[0];
    this.show(this.shown[0] + share * width, this.shown[1] + share * width);
  }

  // ---- The read-out. ----
  onCursor(plot) {
    if (plot.cursor.left === undefined || plot.cursor.left < 0 || plot.cursor.idx === null || plot.cursor.idx === undefined) return;
    this.at = plot.posToVal(plot.cursor.left, 'x');
    this.readout.textContent = this.describe(this.at, plot);
  }
  moveTo(value) {
    for (const plot of this.plots) {
      plot.setCursor({ left: plot.valToPos(value, 'x'), top: plot.over.clientHeight / 2 });
    }
  }
  step(direction) {
    const [plot] = this.plots;
    const xs = plot.data[0];
    const from = this.at === undefined ? this.shown[direction > 0 ? 0 : 1] : this.at;
    let index = plot.valToIdx(from) + direction;
    while (index > 0 && index < xs.length - 1 && xs[index] === xs[index + direction]) index += direction;
    index = Math.min(Math.max(index, 0), xs.length - 1);
    const value = xs[index];
    if (value < this.shown[0] || value > this.shown[1]) this.pan(direction * 0.25);
    this.moveTo(value);
  }
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.canvas) return;
    const actions = {
      ArrowLeft: () => (event.shiftKey ? this.pan(-0.25) : this.step(-1)),
      ArrowRight: () => (event.shiftKey ? this.pan(0.25) : this.step(1)),
      '+': () => this.zoom(0.5), '=': () => this.zoom(0.5), '-': () => this.zoom(2),
      0: () => this.show(...this.range), Escape: () => this.show(...this.range),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

// A caption over each chart may be long: it is text, never markup.
charts.markerClasses = (series) => series.map((each, index) => (index === 0 ? { class: 'axis', ...each } : { class: `s${(index - 1) % 8 + 1}`, ...each }));

charts.restyle = () => {
  charts.readTheme();
  for (const group of charts.groups) group.redraw();
};
