//! Lesson 01: objects as vectors. A picture, a video and a molecule as lists of numbers, and what the lists do not say.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: numbers
    let bao = Cats::portraits(Cats::BAO, 1)[0];
    let picture = bao.render(28, 28);
    println!("rows, columns, channels: {:?}", picture.dim());
    println!("row column    red  green   blue");
    for j in 9..15 {
        let [red, green, blue] = [0, 1, 2].map(|c| picture[[14, j, c]]);
        println!(" 14 {j:>6} {red:>6.3} {green:>6.3} {blue:>6.3}");
    }

    // cell: encode
    use flowlab::plot::Image;

    let mut z = Array1::<f64>::zeros(28 * 28 * 3);
    for i in 0..28 {
        for j in 0..28 {
            for c in 0..3 {
                z[3 * (28 * i + j) + c] = picture[[i, j, c]];
            }
        }
    }
    println!("d = {}", z.len());
    println!("places 1203 to 1205: {:.3}", z.slice(s![1203..1206]));
    show(&Image::sheet(&z.clone().insert_axis(Axis(0)), (28, 28), 1)?)?;

    // cell: same
    let batch = Cats::new(28, 28)?.render(&[bao])?;
    assert_eq!(batch.row(0), z);
    assert_eq!(picture.flatten(), z);
    println!("a batch of one picture: {:?}", batch.dim());

    // cell: decode
    use flowlab::ndarray::stack;

    let right =
        Array3::from_shape_fn((28, 28, 3), |(i, j, c)| z[3 * (28 * i + j) + c]);
    let narrow =
        Array3::from_shape_fn((28, 28, 3), |(i, j, c)| z[3 * (27 * i + j) + c]);
    let planes =
        Array3::from_shape_fn((28, 28, 3), |(i, j, c)| z[28 * (28 * c + i) + j]);
    assert_eq!(right, picture);
    let read = stack![Axis(0), right.flatten(), narrow.flatten(), planes.flatten()];
    show(&Image::sheet(&read, (28, 28), 3)?)?;

    // cell: video
    let mut video = Array2::<f64>::zeros((16, z.len()));
    for f in 0..16 {
        let mut moved = bao;
        moved.tilt = 0.3 - 0.04 * f as f64;
        video.row_mut(f).assign(&moved.render(28, 28).flatten());
    }
    println!("16 frames: d = {}", video.flatten().len());
    show(&Image::sheet(&video, (28, 28), 8)?)?;

    // cell: molecule
    let half = (0.5 * 104.52_f64).to_radians();
    let x = 0.9572 * half.sin();
    let y = 0.9572 * half.cos();
    let water = array![[0.0, 0.0, 0.0], [x, y, 0.0], [-x, y, 0.0]];
    let swapped = water.select(Axis(0), &[0, 2, 1]);
    println!("z  = {:.3}", water.flatten());
    println!("z' = {:.3}", swapped.flatten());
    println!("|z - z'| = {:.3}", (&water - &swapped).mapv(|x| x * x).sum().sqrt());

    // cell: between
    let calico = Cats::portraits(Seed(1), 7)[6].render(28, 28).flatten().to_owned();
    let mut line = Array2::<f64>::zeros((5, z.len()));
    for k in 0..5 {
        let t = k as f64 / 4.0;
        line.row_mut(k).assign(&((1.0 - t) * &z + t * &calico));
    }
    show(&Image::sheet(&line, (28, 28), 5)?)?;

    // cell: bent
    use flowlab::distribution::Portrait;

    let other = Cats::portraits(Seed(1), 7)[6];
    let mut way: Vec<Portrait> = Vec::new();
    for k in 0..5 {
        let t = k as f64 / 4.0;
        let mut mixed = bao.values();
        for (v, end) in mixed.iter_mut().zip(other.values()) {
            *v = (1.0 - t) * *v + t * end;
        }
        let whole = if k < 2 { bao } else { other };
        way.push(Portrait::new(whole.breed, whole.mirrored, whole.collar, mixed));
    }
    show(&Image::sheet(&Cats::new(28, 28)?.render(&way)?, (28, 28), 5)?)?;

    // cell: distances
    use flowlab::distribution::Breed;

    let mut near = vec![bao; 5];
    near[1].x += 1.0 / 14.0; // one of 28 pixels: the picture is 2 wide
    near[2].x += 3.0 / 14.0;
    near[3].ground_hue = 0.07;
    near[4].breed = Breed::Black;
    let mut others = Cats::new(28, 28)?.render(&near)?;
    others.push_row(Array1::from_elem(z.len(), 0.5).view()).unwrap();
    let names: [&str; 6] = ["Bao", "1 pixel", "3 pixels", "ground", "fur", "grey"];
    for (k, name) in names.iter().enumerate() {
        let gap = &others.row(k) - &z;
        println!("{name:>8}: {:.3}", (gap.dot(&gap) / gap.len() as f64).sqrt());
    }
    show(&Image::sheet(&others, (28, 28), 6)?)?;

    // cell: noise
    use flowlab::rand::Rng;

    let mut rng = Seed(1).stream(0);
    let noise = Array2::<f64>::from_shape_simple_fn((4, z.len()), || rng.random());
    show(&Image::sheet(&noise, (28, 28), 4)?)?;

    // cell: mean_cat
    let cats = Cats::new(28, 28)?.sample(Seed(2), 500)?;
    let mean = cats.mean_axis(Axis(0)).unwrap();
    for (name, m) in
        [("mean", mean.view()), ("cat 0", cats.row(0)), ("cat 1", cats.row(1))]
    {
        let gap = &cats - &m;
        println!("{name:>6}: {:.3}", (&gap * &gap).mean().unwrap().sqrt());
    }
    show(&Image::sheet(&mean.clone().insert_axis(Axis(0)), (28, 28), 1)?)?;
    // end
    Ok(())
}
