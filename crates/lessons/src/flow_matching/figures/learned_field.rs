//! `learned_field.png`: the exact field, the learned one, and their difference, on one scale.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, TimeGrid, Trajectory, ode::Rk4, simulate_ode};

use crate::drawing::{curve, heat_map, numbers_below, numbers_left, outline};
use crate::models::{mixture_field, noise_quantiles, speeds, trained_field};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 292);
/// The maps: places up to this, speeds up to this, tiles of one CSS pixel.
const REACH: f64 = 3.5;
const SPEED: f64 = 3.5;
const MAP: (f64, f64) = (196.0, 210.0);
const LEFT: f64 = 38.0;
const TOP: f64 = 34.0;
const GAP: f64 = 16.0;
const N_STARTS: usize = 12;
const STEPS: usize = 100;

pub const FIGURE: Figure = Figure {
    id: "learned_field",
    caption: Text::new(
        "A network 2, 64, 64, 1 after 6000 steps of flow matching, beside the exact field, over time $t$ and place $x$. Green: velocity up, purple: down. Curves: trajectories from the same starts. Right: learned minus exact, on the same scale. It is large along the middle line, where the exact field is steepest, and at the end between the hills of the data, where hardly any particle comes.",
        "网络 2, 64, 64, 1 经过 6000 步流匹配训练后与精确向量场的比较，横轴为时间 $t$，纵轴为位置 $x$。绿色表示速度向上，紫色向下；曲线是从相同起点出发的轨迹。右图是学到的减去精确的，颜色标度相同。差别大的地方有两处：一处沿着中线，精确场在那里最陡；另一处在终点附近、两峰之间，几乎没有粒子经过那里。",
    ),
    alt: Text::new(
        "Two maps of the velocity with the same pattern and the same twelve trajectories; the map of their difference is pale, but for a streak along the middle line from half of the time on and a wedge at its end.",
        "两幅速度图花纹相同，十二条轨迹也相同；差的图颜色很浅，只有后半段沿中线的一条和末端的一块楔形较深。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The velocities of both fields over the map, and trajectories of both.
pub struct Data {
    pub exact: Array2<f64>,
    pub learned: Array2<f64>,
    pub ways: [Trajectory; 2],
}

pub fn data() -> Result<Data> {
    let (exact, learned) = (mixture_field()?, trained_field("mixture")?);
    let tiles = (MAP.0 as usize, MAP.1 as usize);
    let (grid, starts) = (TimeGrid::uniform(0.0, 1.0, STEPS)?, noise_quantiles(N_STARTS)?);
    let ways = [simulate_ode(&exact, &Rk4, &grid, &starts)?, simulate_ode(&learned, &Rk4, &grid, &starts)?];
    Ok(Data { exact: speeds(&exact, REACH, tiles), learned: speeds(&learned, REACH, tiles), ways })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let window = [(0.0, 1.0), (-REACH, REACH)];
    let names = [
        Text::new("exact $u_t(x)$", "精确的 $u_t(x)$"),
        Text::new("learned $u_t^\\theta(x)$", "学到的 $u_t^\\theta(x)$"),
        Text::new("learned − exact", "学到的 − 精确的"),
    ];
    let maps = [data.exact.clone(), data.learned.clone(), &data.learned - &data.exact];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (name, map)) in names.iter().zip(&maps).enumerate() {
            let place = area.clone().shrink((px(LEFT + (MAP.0 + GAP) * k as f64), px(TOP)), (px(MAP.0), px(MAP.1)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let mut panel = panel.x(0.0..1.0, "").y(-REACH..REACH, "").draw()?;
            heat_map(&mut panel, window, &map.mapv(|u| (u / SPEED).clamp(-1.0, 1.0)), style)?;
            if let Some(ways) = data.ways.get(k) {
                for i in 0..N_STARTS {
                    let way = curve(ways.grid.knots(), &ways.particle(i).column(0).to_owned());
                    panel.line(way, Stroke::new(text.alpha(0.8), 1.1))?;
                }
            }
            outline(&mut panel, window, Stroke::new(muted, 0.9))?;
            panel.label(name.get(style.lang), (0.5, REACH), (0.0, -8.0), Anchor::Above, text)?;
            numbers_below(&mut panel, &[0.0, 0.5, 1.0], -REACH, style)?;
            panel.label("$t$", (0.75, -REACH), (0.0, 6.0), Anchor::Below, text)?;
            if k == 0 {
                numbers_left(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
                panel.label("$x$", (0.0, 0.86 * REACH), (-9.0, 0.0), Anchor::Left, text)?;
            }
        }
        let bar = area.clone().shrink((px(LEFT + 3.0 * (MAP.0 + GAP)), px(TOP)), (px(12.0), px(MAP.1)));
        let mut bar = Panel::on(&bar, style).bare().margin(0.0).font(13.0).x(0.0..1.0, "").y(-1.0..1.0, "").draw()?;
        let shades = Array2::from_shape_fn((1, 128), |(_, k)| (2 * k + 1) as f64 / 128.0 - 1.0);
        heat_map(&mut bar, [(0.0, 1.0), (-1.0, 1.0)], &shades, style)?;
        outline(&mut bar, [(0.0, 1.0), (-1.0, 1.0)], Stroke::new(muted, 0.9))?;
        for share in [-1.0, 0.0, 1.0] {
            bar.label(&number(SPEED * share), (1.0, share), (5.0, 0.0), Anchor::Right, muted)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_particles_are_the_learned_field_is_near_the_exact_one() {
        let (exact, learned) = (mixture_field().unwrap(), trained_field("mixture").unwrap());
        use flowlab::VectorField;
        let data = data().unwrap();
        for i in (0..STEPS).step_by(10) {
            let (x, t) = (data.ways[0].state(i), data.ways[0].grid.t(i));
            let gap = (learned.at(t, &x) - exact.at(t, &x)).mapv(|u| u * u).mean().unwrap().sqrt();
            // the excess of the loss over its least value, some hundredths, is the mean of this square
            assert!(gap < 0.35, "{t}: {gap}");
        }
    }
}
