// Numbers as the command line writes them (src/report/human_number.cc).
const withCommas = (digits) => {
  const [whole, rest] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
};

// At least so many significant digits: 12345.6 -> "12,346", 0.0277289 -> "0.02773".
function humanNumber(value, significant = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return value > 0 ? 'unlimited' : '-unlimited';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-5 || magnitude >= 1e15)) {
    return value.toExponential(significant - 1).replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const exponent = magnitude === 0 ? 0 : Math.floor(Math.log10(magnitude));
  const decimals = magnitude === 0 ? 0 : Math.min(20, Math.max(0, significant - 1 - exponent));
  let digits = value.toFixed(decimals);
  if (digits.includes('.')) digits = digits.replace(/\.?0+$/, '');
  return withCommas(digits);
}

// Along an axis: 12.3k, 4M; nothing where a logarithmic axis has a tick without a label.
function axisNumber(value) {
  if (value === null) return '';
  const magnitude = Math.abs(value);
  for (const [factor, suffix] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (magnitude >= factor) return `${Number((value / factor).toPrecision(4))}${suffix}`;
  }
  return magnitude !== 0 && magnitude < 1e-4 ? value.toExponential(0) : `${Number(value.toPrecision(6))}`;
}

const withUnit = (text, unit) => (unit ? (unit.startsWith('/') ? text + unit : `${text} ${unit}`) : text);

// Seconds in the unit that suits them: 0.0021 -> "2.1 ms".
function secondsText(seconds) {
  const magnitude = Math.abs(seconds);
  if (!Number.isFinite(seconds) || magnitude >= 1 || magnitude === 0) return withUnit(humanNumber(seconds), 's');
  const [factor, unit] = magnitude >= 1e-3 ? [1e3, 'ms'] : magnitude >= 1e-6 ? [1e6, 'µs'] : [1e9, 'ns'];
  return `${humanNumber(seconds * factor)} ${unit}`;
}
