// A report page in a real browser, from a file, with the network off: no error, no request, the same
// numbers as the command line, and everything by mouse and by keyboard.
//   USLKIT=.../uslkit CHROMIUM=/usr/bin/chromium PLAYWRIGHT=.../playwright-core node --test report_page.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { USLKIT, CHROMIUM, PLAYWRIGHT } = process.env;
const { chromium } = (await import(pathToFileURL(path.join(PLAYWRIGHT, 'index.js')))).default;
const folder = mkdtempSync(path.join(tmpdir(), 'uslkit-report-'));
const inFolder = (name) => path.join(folder, name);
const uslkit = (...args) => execFileSync(USLKIT, args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
const keep = (name, ...args) => {
  writeFileSync(inFolder(name), uslkit(...args, '--json'));
  return inFolder(name);
};

let browser;
let page;
const errors = [];
const requests = [];

// A page of its own: size, scheme; scripts' errors and requests are collected.
const open = async (file, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, offline: true, ...options });
  const opened = await context.newPage();
  // Processor time of the page's own thread: the machine may be busy with other things.
  opened.meter = await context.newCDPSession(opened);
  await opened.meter.send('Performance.enable', { timeDomain: 'threadTicks' });
  opened.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  opened.on('pageerror', (error) => errors.push(error.message));
  opened.on('request', (request) => /^(file|data):/.test(request.url()) || requests.push(request.url()));
  await opened.goto(pathToFileURL(file).href);
  await opened.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 60000 });
  return opened;
};

const processorMs = async (opened) => {
  const { metrics } = await opened.meter.send('Performance.getMetrics');
  return 1e3 * metrics.find((metric) => metric.name === 'TaskDuration').value;
};
const answer = (key) => page.$eval(`dd[data-key="${key}"]`, (node) => Number(node.dataset.value));
const close = (one, other) => assert.ok(Math.abs(one - other) <= 1e-12 * Math.abs(other), `${one} is not ${other}`);
const shownRange = (index) => page.evaluate((group) => charts.groups[group].shown, index);

before(async () => {
  const fit = keep('fit.json', 'fit', 'data/specsdm91.csv');
  const plan = keep('plan.json', 'size', 'requests/iot.json');
  const run = keep('run.json', 'simulate', 'scenarios/chaos_kill_20_percent.json');
  const audit = keep('audit.json', 'audit', 'data/claims/vendor_example.json');
  uslkit('report', fit, plan, run, audit, '-o', inFolder('report.html'));
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  page = await open(inFolder('report.html'));
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page itself is below 150 KB; the rest is data', () => {
  const html = readFileSync(inFolder('report.html'), 'utf8');
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)[1];
  const sections = /<main>(.*)<\/main>/s.exec(html)[1];
  const own = statSync(inFolder('report.html')).size - Buffer.byteLength(data) - Buffer.byteLength(sections);
  assert.ok(own < 150 * 1024, `${own} bytes`);
});

test('every chart is drawn', async () => {
  assert.equal(await page.$$eval('figure.chart', (figures) => figures.filter((figure) => !figure.querySelector('canvas')).length), 0);
  assert.ok(await page.$$eval('canvas', (all) => all.every((canvas) => canvas.width > 100)));
});

test('the sliders start at the very numbers of the fit', async () => {
  const fit = JSON.parse(readFileSync(inFolder('fit.json')));
  assert.equal(await answer('peak-concurrency'), fit.peak.concurrency.estimate);
  assert.equal(await answer('peak-throughput'), fit.peak.throughput.estimate);
  assert.equal(await answer('best-integer'), fit.peak.best_integer);
  for (const key of ['alpha', 'beta', 'gamma']) {
    // A slider keeps fifteen digits; what is computed from is exact, as the peak above shows.
    close(Number(await page.inputValue(`input[type=range][data-key=${key}]`)), fit.parameters[key].estimate);
  }
});

test('at another N and load the page computes what `uslkit predict` prints', async () => {
  const predicted = JSON.parse(uslkit('predict', inFolder('fit.json'), '--n', '64', '--throughput', '5000', '--json'));
  await page.fill('input[type=number][data-key=n]', '64');
  await page.fill('input[type=number][data-key=needed]', '5000');
  const text = JSON.stringify(predicted);
  for (const key of ['throughput', 'latency', 'efficiency', 'gain']) {
    const value = await answer(key);
    assert.ok(text.includes(String(value)), `${key}: ${value} is not in what predict printed`);
  }
  const found = text.match(/"cells":(\d+),"workers_per_cell":(\d+)/);
  assert.equal(await answer('cells'), Number(found[1]));
  assert.equal(await answer('per-cell'), Number(found[2]));
});

test('a slider moves the peak by keyboard and by mouse, and goes back', async () => {
  const before = await answer('peak-concurrency');
  const slider = page.locator('input[type=range][data-key=beta]');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  const afterKey = await answer('peak-concurrency');
  assert.ok(afterKey < before, 'more crosstalk, an earlier peak');
  const box = await slider.boundingBox();
  await page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 2);
  const parameters = await page.$$eval('input[type=range]', (all) => Object.fromEntries(all.map((input) => [input.dataset.key, Number(input.value)])));
  close(await answer('peak-concurrency'), Math.sqrt((1 - parameters.alpha) / parameters.beta));
  await page.click('button.reset');
  assert.equal(await answer('peak-concurrency'), before);
});

test('zoom by drag and by keyboard moves all charts of a group together', async () => {
  const group = 1;  // the timeline
  const whole = await shownRange(group);
  const over = page.locator('figure[data-chart=timeline] .u-over').first();
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 });
  await page.mouse.up();
  const dragged = await shownRange(group);
  assert.ok(dragged[0] > whole[0] && dragged[1] < whole[1], `${dragged}`);
  const ranges = await page.evaluate((index) => charts.groups[index].plots.map((plot) => [plot.scales.x.min, plot.scales.x.max].join()), group);
  assert.equal(new Set(ranges).size, 1, ranges.join(' | '));
  await page.locator('figure[data-chart=timeline] .plots').focus();
  await page.keyboard.press('0');
  assert.deepEqual(await shownRange(group), whole);
  await page.keyboard.press('+');
  const zoomed = await shownRange(group);
  assert.ok(zoomed[1] - zoomed[0] < (whole[1] - whole[0]) * 0.51);
  await page.keyboard.press('Shift+ArrowRight');
  assert.ok((await shownRange(group))[0] > zoomed[0]);
  await page.keyboard.press('Escape');
});

test('the read-out follows mouse and arrow keys in every chart, with the values of the run', async () => {
  const run = JSON.parse(readFileSync(inFolder('run.json')));
  const plots = page.locator('figure[data-chart=timeline] .plots');
  await plots.focus();
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
  const shown = await page.evaluate(() => charts.groups[1].plots.map((plot) => plot.cursor.idx));
  assert.ok(shown.every((index) => index === shown[0] || index !== null), shown.join());
  const value = await page.evaluate(() => {
    const plot = charts.groups[1].plots[0];
    return [plot.cursor.idx, plot.data[1][plot.cursor.idx]];
  });
  assert.ok(Math.abs(value[1] - run.series.arrived_per_s[value[0]]) <= 1e-5 * value[1]);
  assert.notEqual(await page.textContent('figure[data-chart=timeline] .readout'), '');
  const over = await page.locator('figure[data-chart=timeline] .u-over').nth(1).boundingBox();
  await page.mouse.move(over.x + over.width / 2, over.y + 30);
  const indices = await page.evaluate(() => charts.groups[1].plots.slice(0, 3).map((plot) => plot.cursor.idx));
  assert.equal(new Set(indices).size, 1, indices.join());
});

test('the numbers in the tables are those of the documents', async () => {
  const plan = JSON.parse(readFileSync(inFolder('plan.json')));
  const text = await page.textContent('#plan-1');
  assert.ok(text.includes(String(plan.partitions.value)));
  assert.ok(text.includes(plan.partitions.formula), 'the formula of the partitions');
  const run = JSON.parse(readFileSync(inFolder('run.json')));
  const answers = await page.textContent('#answer');
  for (const verdict of run.slo) assert.ok((await page.textContent('#run-1')).includes(verdict.text));
  assert.ok(/objectives kept|No objective/.test(answers));
});

test('everything that can be operated is reached by the tab key, and has a name', async () => {
  const nameless = await page.$$eval('button, input, [tabindex="0"]', (all) => all.filter((node) =>
    !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length)).length);
  assert.equal(nameless, 0);
  const fresh = await open(inFolder('report.html'));
  await fresh.keyboard.press('Tab');
  assert.equal(await fresh.evaluate(() => document.activeElement.className), 'skip');
  await fresh.context().close();
});

test('a narrow screen, dark: nothing is wider than the screen', async () => {
  const narrow = await open(inFolder('report.html'), { viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
  assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth) <= 320);
  const background = await narrow.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(background, 'rgb(255, 255, 255)');
  await narrow.context().close();
});

test('print is light, with everything unfolded', async () => {
  const print = await open(inFolder('report.html'), { colorScheme: 'dark' });
  await print.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await print.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await print.$$eval('main details:not([open])', (all) => all.length), 0);
  await print.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await print.$$eval('main details[open]', (all) => all.length), 0);
  const pdf = await print.pdf();
  assert.ok(pdf.length > 10000);
  await print.context().close();
});

test('a prediction stands over its measurement, with the numbers of `uslkit compare`', async () => {
  const measured = 'data/validation/laptop_consumer_loss.json';  // a real run, as it was recorded
  const predicted = keep('predicted.json', 'simulate', 'scenarios/laptop_consumer_loss.json', '--costs', 'data/validation/costs.json');
  const compared = JSON.parse(uslkit('compare', predicted, measured, '--prediction', '--json'));
  uslkit('report', predicted, measured, '-o', inFolder('prediction.html'));
  const opened = await open(inFolder('prediction.html'), { viewport: { width: 320, height: 640 } });
  const rows = await opened.$$eval('#prediction-1 .scroll tbody tr', (all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.equal(rows.length, compared.rows.length);
  compared.rows.forEach((row, index) => {
    const shown = rows[index].slice(1, 3).map((text) => Number(text.replace(/,/g, '')));
    for (const [place, value] of [[0, row.predicted], [1, row.measured]]) {
      assert.ok(Math.abs(shown[place] - value) <= 6e-4 * Math.abs(value), `${rows[index]}: not ${value}`);
    }
    assert.equal(rows[index].at(-1), row.within ? 'within' : 'OFF');
  });
  const titles = await opened.$$eval('#prediction-1 h4', (all) => all.map((title) => title.textContent));
  assert.ok(titles.includes('Lag: work-lag') && titles.includes('Backlog'), titles.join());
  assert.equal(new Set(titles).size, titles.length);
  const peaks = await opened.evaluate(() => {
    const group = charts.groups.at(-1);
    return group.plots[[...group.canvas.querySelectorAll('h4')].findIndex((title) => title.textContent === 'Lag: work-lag')].data.slice(1).map((column) => Math.max(...column));
  });
  const lag = (file) => Math.max(...JSON.parse(readFileSync(file)).series.work_lag_s);
  assert.ok(Math.abs(peaks[0] - lag(measured)) <= 1e-5 * peaks[0], 'the first curve is what was measured');
  assert.ok(Math.abs(peaks[1] - lag(predicted)) <= 1e-5 * peaks[1], 'the second is what was predicted');
  assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth) <= 320);
  const apart = await opened.evaluate(() => {
    const plot = charts.groups.find((group) => group.canvas.getAttribute('aria-label').startsWith('Latency by percentile')).plots[0];
    const places = plot.axes[0]._splits.map((split) => plot.valToPos(split, 'x'));
    return Math.min(...places.slice(1).map((place, index) => place - places[index]));
  });
  assert.ok(apart > 48, `labels of percentiles are ${apart} px apart`);
  await opened.context().close();
});

test('hostile names stay names', async () => {
  const hostile = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'&\u0000\u202e\u0007';
  const fit = JSON.parse(readFileSync(inFolder('fit.json')));
  fit.label = hostile;
  fit.names.concurrency = hostile;
  fit.inputs[0].name = hostile;
  writeFileSync(inFolder('hostile_fit.json'), JSON.stringify(fit));
  const run = JSON.parse(readFileSync(inFolder('run.json')));
  run.name = hostile + 'x'.repeat(10000);
  run.classes[0].name = hostile;
  run.events.forEach((event) => { event.text = hostile; });
  writeFileSync(inFolder('hostile_run.json'), JSON.stringify(run));
  uslkit('report', inFolder('hostile_fit.json'), inFolder('hostile_run.json'), '--title', hostile.replace('\u0000', ''), '-o', inFolder('hostile.html'));
  const opened = await open(inFolder('hostile.html'));
  assert.notEqual(await opened.title(), 'owned');
  assert.equal(await opened.$$eval('img', (all) => all.length), 0);
  assert.equal(await opened.$$eval('script', (all) => all.length), 3);
  assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth) <= 1100);
  await opened.context().close();
});

test('a day with 48 partitions is ready in a second, and a zoom takes less than a tenth of one', async () => {
  const run = JSON.parse(readFileSync(inFolder('run.json')));
  const seconds = 86400;
  const wave = (scale) => Array.from({ length: seconds }, (each, i) => Math.round(scale * (1 + Math.sin(i / 9000))) + i % 7);
  for (const key of Object.keys(run.series)) {
    if (Array.isArray(run.series[key])) run.series[key] = key === 'shed_per_s_by_class' ? run.classes.map(() => wave(10)) : wave(1000);
  }
  run.series.time_s = run.series.time_s.map((each, i) => i);
  run.series.interval_s = 1;
  run.series.arrived_per_s[43210] = 987654;
  run.duration_s = seconds;
  run.partitions = Array.from({ length: 48 }, (each, i) => ({ ...run.partitions[0], partition: i }));
  for (const key of Object.keys(run.partition_series)) {
    if (!key.startsWith('max_')) continue;
    run.partition_series[key] = Array.from({ length: 48 }, (each, i) => run.partition_series[key][i % run.partition_series[key].length]);
  }
  writeFileSync(inFolder('day.json'), JSON.stringify(run));
  const began = Date.now();
  uslkit('report', inFolder('day.json'), '-o', inFolder('day.html'));
  const made = Date.now() - began;
  const opened = await open(inFolder('day.html'));
  const ready = await processorMs(opened);
  const elapsed = await opened.evaluate(() => performance.getEntriesByName('ready')[0].startTime);
  await opened.evaluate(() => new Promise((done) => {
    charts.groups[0].show(8, 16);
    requestAnimationFrame(() => requestAnimationFrame(done));
  }));
  const zoom = await processorMs(opened) - ready;
  const peak = await opened.evaluate(() => Math.max(...charts.groups[0].plots[0].data[1]));
  assert.equal(peak, 987654, 'the peak of one second is not hidden');
  assert.ok((await opened.textContent('#run-1')).includes('86,400 rows'));
  console.log(`day.html: ${statSync(inFolder('day.html')).size} bytes, made in ${made} ms; ready after ${ready.toFixed(0)} ms of processor time (${elapsed.toFixed(0)} ms on the clock); a zoom takes ${zoom.toFixed(0)} ms`);
  assert.ok(ready < 1000, `ready after ${ready} ms`);
  assert.ok(zoom < 100, `a zoom takes ${zoom} ms`);
  await opened.context().close();
});

test('no error was logged and nothing was asked of any network', () => {
  assert.deepEqual(errors, []);
  assert.deepEqual(requests, []);
});
