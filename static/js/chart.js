/* Draws a line chart from the JSON beside it; colours come from the page, pictures can be taken away. */
/* global echarts */
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// How tall the legend will be: it wraps, and the lines must begin below it.
function legendHeight(data, width) {
  const wide = (name) => [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 7), 36);
  let rows = 1;
  let used = 0;
  for (const { name } of data.series) {
    if (used && used + wide(name) > width) {
      rows += 1;
      used = 0;
    }
    used += wide(name);
  }
  return rows * 22;
}

function options(data, width) {
  const palette = ["--green", "--blue", "--amber", "--ink-3", "--red", "--purple", "--teal"].map(color);
  return {
    color: palette,
    textStyle: { fontFamily: color("--font") },
    animation: false,
    grid: { left: 44, right: 20, top: legendHeight(data, width) + 20, bottom: 28 },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 16,
      textStyle: { color: color("--ink-2") },
      inactiveColor: color("--line-2"),
      selected: Object.fromEntries((data.quiet ?? []).map((name) => [name, false])), // there for the asking
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: color("--paper"),
      borderColor: color("--line-2"),
      textStyle: { color: color("--ink") },
      valueFormatter: (value) => (value === null ? "—" : `${value}%`),
    },
    xAxis: {
      type: "category",
      data: data.days,
      boundaryGap: false,
      axisLine: { lineStyle: { color: color("--line-2") } },
      axisLabel: { color: color("--ink-3") },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: 100,
      axisLabel: { formatter: "{value}%", color: color("--ink-3") },
      splitLine: { lineStyle: { color: color("--line") } },
    },
    series: data.series.map((line, index) => ({
      name: line.name,
      data: line.values,
      type: "line",
      symbol: ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"][index % 7],
      symbolSize: 5,
      showSymbol: data.days.length < 40,
      lineStyle: { width: 2 },
    })),
  };
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options(data, place.clientWidth));
  addEventListener("resize", () => chart.resize());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(options(data, place.clientWidth), true));
  const save = document.querySelector(`[data-chart-save="${place.dataset.chart}"]`);
  save?.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: color("--paper") });
    link.download = `${place.dataset.chart}.png`;
    link.click();
  });
}
