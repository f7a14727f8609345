// Draws every figure of the page; colours follow the reader's scheme, print is always light.
const data = JSON.parse(document.getElementById('data').textContent);

const drawFigure = (figure) => {
  const part = Number(figure.dataset.part);
  figure.replaceChildren();
  switch (figure.dataset.chart) {
    case 'usl': uslChart.show(figure, data.fits[part], part); break;
    case 'timeline': timeCharts.timeline(figure, data.runs[part]); break;
    case 'partitions': timeCharts.partitions(figure, data.runs[part]); break;
    case 'percentiles': timeCharts.percentiles(figure, data.runs[part]); break;
    case 'comparison': {
      const { predicted, measured } = data.predictions[part];
      timeCharts.comparison(figure, data.runs[predicted], data.runs[measured]);
      break;
    }
    default: break;
  }
};

charts.readTheme();
for (const figure of document.querySelectorAll('figure.chart')) drawFigure(figure);

let resizing = 0;
new ResizeObserver(() => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => charts.groups.forEach((group) => group.resize()));
}).observe(document.querySelector('main'));

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', charts.restyle);
addEventListener('beforeprint', () => {
  document.documentElement.classList.add('print');
  for (const fold of document.querySelectorAll('main details:not([open])')) {
    fold.open = true;
    fold.dataset.opened = 'for print';
  }
  charts.restyle();
});
addEventListener('afterprint', () => {
  document.documentElement.classList.remove('print');
  for (const fold of document.querySelectorAll('details[data-opened]')) {
    fold.open = false;
    delete fold.dataset.opened;
  }
  charts.restyle();
});
document.documentElement.dataset.ready = 'true';
performance.mark('ready');
