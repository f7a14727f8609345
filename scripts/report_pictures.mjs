// Takes the pictures of a report page that README and docs/ show, or checks that they are not stale.
//   USLKIT=... CHROMIUM=... PLAYWRIGHT=... node scripts/report_pictures.mjs    takes them
//   USLKIT=... node scripts/report_pictures.mjs --check                        run by ctest
// A picture depends on the browser's version and its fonts; the page that it shows does not. So what is kept
// with the page's test, and compared, is the SHA-256 of the page, less what names the build that wrote it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const pictures = path.join(root, 'docs', 'pictures');
const kept = path.join(root, 'tests', 'page', 'browser', 'report_page.sha256');
const folder = mkdtempSync(path.join(tmpdir(), 'uslkit-pictures-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const uslkit = (...args) => execFileSync(process.env.USLKIT, args, { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
const build = /\((\S+)\)/.exec(uslkit('--version').toString())[1];
const withoutBuild = (text) => text.replaceAll(`"git_id":"${build}"`, '"git_id":"BUILD"').replaceAll(`(${build})`, '(BUILD)');

// Documents by the name of the file that holds them, without the build that made them, so that their hashes stay.
const documents = {
  'fit.json': ['fit', 'data/specsdm91.csv'],
  'plan.json': ['size', 'requests/iot.json'],
  'run.json': ['simulate', 'scenarios/chaos_kill_20_percent.json'],
  'predicted.json': ['simulate', 'scenarios/laptop_consumer_loss.json', '--costs', 'data/validation/costs.json'],
};
const inFolder = (name) => path.join(folder, name);
const page = inFolder('report.html');
for (const [name, command] of Object.entries(documents)) writeFileSync(inFolder(name), withoutBuild(uslkit(...command, '--json').toString()));
uslkit('report', ...Object.keys(documents).map(inFolder), 'data/validation/laptop_consumer_loss.json', '--title', 'Before the busiest day of the year', '-o', page);
const html = withoutBuild(readFileSync(page, 'utf8')).replaceAll(`${folder}/`, '');
const found = createHash('sha256').update(html.replace(/sha256-[^']+/g, '')).digest('hex');

const shots = {
  'report_light.png': { clip: { x: 0, y: 0, width: 1000, height: 820 } },
  'report_sliders.png': { section: 'figure[data-chart=usl]', before: async (opened) => {
    const beta = opened.locator('input[type=number][data-key=beta]').first();
    await beta.fill(String(2.4 * Number(await beta.inputValue())));
    await opened.locator('input[type=number][data-key=needed]').first().fill('3900');
  } },
  'report_timeline_dark.png': { section: '#run-1', height: 1480, scheme: 'dark' },
  'report_prediction.png': { section: '#prediction-1', from: 'Load: applied', to: 'Consumers at work' },
  'report_narrow.png': { section: 'figure[data-chart=usl]', width: 320 },
};

const take = async () => {
  const { chromium } = (await import(pathToFileURL(path.join(process.env.PLAYWRIGHT, 'index.js')))).default;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  for (const [name, { section, from, to, clip, before, height, width = 1000, scheme = 'light' }] of Object.entries(shots)) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, offline: true });
    const opened = await context.newPage();
    await opened.goto(pathToFileURL(page).href);
    await opened.waitForFunction(() => document.documentElement.dataset.ready === 'true');
    if (before) await before(opened);
    let box = clip;
    if (section) {
      const whole = await opened.locator(section).first().evaluate((node, [first, beyond]) => {
        const at = (title) => [...node.querySelectorAll('h4')].find((each) => each.textContent === title).getBoundingClientRect().top;
        const { top, bottom } = node.getBoundingClientRect();
        const y = first ? at(first) : top;
        return { y: y + scrollY, height: (beyond ? at(beyond) : bottom) - y };
      }, [from, to]);
      box = { x: 0, y: whole.y, width, height: Math.min(height || whole.height, whole.height) };
    }
    await opened.screenshot({ path: path.join(pictures, name), fullPage: true, clip: box });
    await context.close();
  }
  await browser.close();
  writeFileSync(kept, `${found}\n`);
};

if (process.argv.includes('--check')) {
  const fresh = existsSync(kept) && readFileSync(kept, 'utf8').trim() === found && Object.keys(shots).every((name) => existsSync(path.join(pictures, name)));
  if (!fresh) {
    console.error(`docs/pictures/report_*.png are stale: take them again with scripts/report_pictures.mjs (the page is ${found} now)`);
    process.exit(1);
  }
} else {
  await take();
}
