// A meal in numbers. Pure functions; the server's EnergySpread and RingShape compute the same.
export const kinds = ["protein", "carbs", "fat"];
const kcalPerGram = { protein: 4, carbs: 4, fat: 9 };
const radius = 84, width = 20, centre = 120, gap = 0.8, crisp = 1, edgePerShare = 72, smallestLabelled = 0.09;

/** The item with another amount. `spread`: what the range narrows to; undefined: as the estimate has it. */
export function withPortion(item, grams, spread) {
  const factor = grams / item.portionGrams, { low, value: seen, high } = item.energyKcal, value = seen * factor;
  const share = end => seen > 0 ? Math.min(Math.abs(end - seen) / seen, spread ?? Infinity) : 0;
  return {
    ...item, portionGrams: grams,
    energyKcal: { low: value * (1 - share(low)), value, high: value * (1 + share(high)) },
    proteinGrams: item.proteinGrams * factor, carbsGrams: item.carbsGrams * factor, fatGrams: item.fatGrams * factor,
  };
}

export function totals(items) {
  const sum = of => items.reduce((all, item) => all + of(item), 0);
  return {
    energyKcal: { low: sum(item => item.energyKcal.low), value: sum(item => item.energyKcal.value), high: sum(item => item.energyKcal.high) },
    proteinGrams: sum(item => item.proteinGrams), carbsGrams: sum(item => item.carbsGrams), fatGrams: sum(item => item.fatGrams),
  };
}

/** Half the range as a share of the value. */
export const halfWidth = energy => energy.value > 0 ? (energy.high - energy.low) / (2 * energy.value) : 0;

/** Index of the words that say how sure a range is: 0 surest. */
export const sureness = share => [0.13, 0.26, 0.45].filter(limit => share > limit).length;

export function ring(meal) {
  const energies = kinds.map(kind => meal[`${kind}Grams`] * kcalPerGram[kind]), sum = energies.reduce((a, b) => a + b, 0);
  if (sum <= 0 || meal.energyKcal.value <= 0) return { segments: [], edge: radius + crisp, radius };
  let begin = 0;
  const segments = kinds.map((kind, index) => {
    const share = energies[index] / sum, start = begin + gap / 2, length = Math.max(0, share * 100 - gap);
    begin += share * 100;
    const angle = ((start + length / 2) / 100 - 0.25) * 2 * Math.PI, middle = radius - width / 2;
    return { kind, share, start, length, labelled: share >= smallestLabelled, x: centre + middle * Math.cos(angle), y: centre + middle * Math.sin(angle) };
  });
  return { segments, edge: radius + Math.min(Math.max(halfWidth(meal.energyKcal) * edgePerShare, crisp), centre - radius), radius };
}

/** Numbers as people read estimates: no digit that nobody knows. */
export function honest(number) {
  const step = number < 50 ? 1 : number < 1000 ? 5 : 10;
  return Math.round(number / step) * step;
}

/** Reads a number as typed in German or English; NaN: none. */
export const typed = text => /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.trim().replace(",", ".")) : NaN;
