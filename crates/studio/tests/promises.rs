//! What the page says of the studio, held to the program behind it.

use studio::{Measures, Session, Settings, pack};

/// A heart of ninety points, as a hand draws it.
fn heart() -> String {
    let points: Vec<[f64; 2]> = (0..90)
        .map(|k| {
            let s = f64::from(k) / 90.0 * std::f64::consts::TAU;
            let y = 13.0 * s.cos() - 5.0 * (2.0 * s).cos() - 2.0 * (3.0 * s).cos() - (4.0 * s).cos();
            [16.0 * s.sin().powi(3) / 22.0, y / 22.0]
        })
        .collect();
    format!("law=drawn&drawn={}", pack(&points))
}

fn begin(address: &str) -> Session {
    Session::new(Settings::read(address).unwrap()).unwrap()
}

/// Trains up to so many steps.
fn train(session: &mut Session, steps: usize) {
    while session.steps() < steps {
        session.step().unwrap();
    }
}

/// Sends the particles to the data, with these settings.
fn move_to_data(session: &mut Session, address: &str) -> Measures {
    assert!(!session.set(Settings::read(address).unwrap()).unwrap(), "{address} is another run");
    session.begin(false).unwrap();
    let motion = session.motion().unwrap();
    while !motion.is_done() {
        motion.advance();
    }
    session.measure().unwrap()
}

#[test]
fn a_drawn_law_is_learned_in_a_few_hundred_steps() {
    let address = heart();
    let mut session = begin(&address);
    train(&mut session, 400);
    let found = move_to_data(&mut session, &address);
    assert!(found.energy <= 2.0 * found.null, "{found:?}");
    // and it goes on to the floor
    while session.find_floors().unwrap() {}
    session.test().unwrap();
    train(&mut session, 2000);
    session.test().unwrap();
    let ([floor, of_points], losses) = (session.floors(), session.tested());
    assert!(losses[1].1 < losses[0].1 && losses[1].1 < 1.02 * floor, "{floor} {losses:?}");
    assert!(losses.iter().all(|(_, loss)| *loss > floor) && of_points.is_nan());
}

#[test]
fn along_the_exact_field_the_particles_arrive_at_the_law() {
    for law in ["gaussians", "moons", "spiral", "circles", "heaps", &heart()[4..]] {
        let address = format!("law={law}&field=exact&steps=20");
        let found = move_to_data(&mut begin(&address), &address);
        // the distance of true samples scatters by some half of itself
        assert!(found.energy < 2.5 * found.null, "{law}: {found:?}");
    }
}

#[test]
fn along_the_exact_field_of_points_the_particles_become_copies() {
    let address = "law=moons&points=32&field=exact&steps=50";
    for more in ["", "&solver=euler", "&solver=rk4", "&g=1", "&g=1&solver=euler"] {
        let mut session = begin(address);
        let found = move_to_data(
            &mut session,
            &format!("{address}{more}").replace("field=exact", "field=exact&particles=1000"),
        );
        // the noise of the last step moves a copy by √(2g·h)·√h = .03, where true samples are some .3 away
        assert!(found.copied > if more.contains("g=1") { 0.9 } else { 0.98 }, "{more}: {found:?}");
    }
}

#[test]
fn few_points_are_learned_by_heart_and_many_are_not() {
    let copied = |points: usize| {
        let address = format!("law=moons&points={points}");
        let mut session = begin(&address);
        train(&mut session, 100);
        session.test().unwrap();
        train(&mut session, 2000);
        session.test().unwrap();
        while session.find_floors().unwrap() {}
        let [of_law, of_points] = session.floors();
        assert!(of_points < of_law && session.loss() > 0.97 * of_points, "{of_points} {of_law}");
        let rises = session.tested()[1].1 > session.tested()[0].1;
        (move_to_data(&mut session, &address).copied, rises, session.loss() < of_law)
    };
    let (few, rises, below) = copied(8);
    assert!(few > 0.9 && rises && below, "{few}");
    let (many, rises, _) = copied(2000);
    // true samples: 1/2 up to .013
    assert!((0.4..0.6).contains(&many) && !rises, "{many}");
}

#[test]
fn the_drawn_points_themselves_are_points_to_train_on() {
    let address = format!("{}&points=own", heart());
    let mut session = begin(&address);
    assert_eq!(session.points().unwrap().dim(), (90, 2));
    train(&mut session, 20);
    session.find_floors().unwrap();
    assert!(session.floors().iter().all(|floor| floor.is_finite()));
}

#[test]
fn pairs_of_optimal_transport_make_one_step_enough() {
    let energy = |pairs: &str| {
        let mut session = begin(&format!("pairs={pairs}"));
        train(&mut session, 400);
        // of these pairs no floor is known
        session.find_floors().unwrap();
        assert_eq!(session.floors()[0].is_nan(), pairs == "transport");
        let found = move_to_data(&mut session, &format!("pairs={pairs}&solver=euler&steps=1"));
        (found.energy / found.null, session.loss())
    };
    let ((independent, crossing), (transport, straight)) = (energy("independent"), energy("transport"));
    assert!(transport < 4.0 && independent > 50.0, "{transport} {independent}");
    assert!(straight < 0.1 * crossing, "{straight} {crossing}");
}

#[test]
fn the_experiments_of_the_page_come_out_as_it_says() {
    let mut session = begin("");
    train(&mut session, 2000);
    let mut times = |more: &str| {
        let found = move_to_data(&mut session, more);
        found.energy / found.null
    };
    // 2: one step falls into a heap, 20 of Euler's do, 5 of Heun's too
    assert!(times("solver=euler&steps=1") > 100.0 && times("solver=euler&steps=5") > 2.0);
    assert!(times("solver=euler&steps=20") < 2.0 && times("solver=heun&steps=5") < 2.0);
    // 5: noise keeps the law where the steps are small
    let mut session = begin("law=moons");
    train(&mut session, 2000);
    let mut times = |more: &str| {
        let found = move_to_data(&mut session, &format!("law=moons&solver=euler&{more}"));
        found.energy / found.null
    };
    assert!(times("g=1&steps=50") < 2.5 && times("g=4&steps=5") > 5.0);
    // 6: the energy distance is content with a spiral that the loss is not content with
    let mut session = begin("law=spiral");
    while session.find_floors().unwrap() {}
    train(&mut session, 400);
    session.test().unwrap();
    train(&mut session, 3000);
    session.test().unwrap();
    let found = move_to_data(&mut session, "law=spiral");
    let (floor, losses) = (session.floors()[0], session.tested());
    assert!(found.energy < 2.0 * found.null && losses[1].1 < losses[0].1 - 0.02 && losses[1].1 > floor + 0.02);
}

#[test]
fn the_weights_are_the_field_again() {
    use flowlab::VectorField;
    use flowlab::ndarray::{Axis, concatenate, s};
    use flowlab::train::TrainedField;
    let mut session = begin("net=32");
    train(&mut session, 50);
    let field = <TrainedField>::from_bytes(session.weights().unwrap(), "field.safetensors").unwrap();
    let arrows = session.arrows(0.3).unwrap();
    let x = arrows.slice(s![.., ..2]).to_owned();
    assert_eq!(arrows, concatenate![Axis(1), x, field.at(0.3, &x)]);
}

#[test]
fn what_cannot_be_is_said_in_both_languages() {
    use flowlab::Lang;
    let started = |address: &str| Settings::read(address).and_then(Session::new).map(|_| ());
    let one = pack(&[[0.1, 0.2]]);
    for (fault, word) in [
        (started("law=drawn").unwrap_err(), "two points"),
        (started(&format!("law=drawn&drawn={one}")).unwrap_err(), "two points"),
        (started(&format!("points=own&drawn={one}")).unwrap_err(), "drawing"),
        (begin("law=board&field=exact").begin(false).unwrap_err(), "checkerboard"),
        (begin("pairs=transport&g=1").begin(true).unwrap_err(), "optimal transport"),
    ] {
        assert!(fault.get(Lang::En).contains(word) && fault.get(Lang::Zh).contains('请'), "{fault}");
    }
    // two points on one place are a law, if a small one
    let mut session = begin(&format!("law=drawn&points=own&drawn={one}{one}"));
    train(&mut session, 3);
    session.begin(false).unwrap();
}
