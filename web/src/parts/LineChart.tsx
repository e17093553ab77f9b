// ECharts, only what a line needs; its tooltip is drawn, because the policy allows no inline styles.
import { LineChart as Line } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useShade } from '../app/theme';
import { useFormat } from '../words/format';
import type { Point } from './Trend';

register([Line, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);

export default function LineChart({ points, name }: { points: Point[]; name: string }) {
  const place = useRef<HTMLDivElement>(null);
  const format = useFormat();
  const { shade } = useShade();
  useEffect(() => {
    if (!place.current) return;
    const chart = init(place.current);
    const least = Math.min(...points.map((each) => each.value));
    const floor = Math.max(0, Math.floor((least - 2) / 5) * 5);
    const last = points.length - 1;
    chart.setOption({
      animation: false,
      aria: { enabled: true, label: { description: name } },
      grid: { left: 36, right: 44, top: 16, bottom: 24 },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        valueFormatter: (value: unknown) => format.score(Number(value)),
      },
      xAxis: {
        type: 'category',
        data: points.map((each) => format.date(each.at)),
        axisLabel: { color: color('--soft') },
        axisLine: { lineStyle: { color: color('--line') } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        min: floor,
        max: 100,
        axisLabel: { color: color('--soft') },
        splitLine: { lineStyle: { color: color('--line') } },
      },
      series: [
        {
          type: 'line',
          data: points.map((each, at) => ({
            value: each.value,
            label: {
              show: at === last,
              position: 'right',
              color: color('--text'),
              formatter: format.score(each.value),
            },
          })),
          symbolSize: 6,
          lineStyle: { color: color('--accent'), width: 2 },
          itemStyle: { color: color('--accent') },
        },
      ],
    });
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [points, name, format, shade]);
  return <div ref={place} style={{ height: 180 }} role="img" aria-label={name} />;
}
