//! What a killed run, a full disk and a folder that cannot be leave behind: whole files, old or new.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use common::{Files, figures, files, run};
use tempfile::tempdir;

/// Pictures of each format, quick to compute: a run of them spends its time in drawing and writing.
const PICTURES: [&str; 8] = [
    "Bao",
    "flow",
    "flow_distribution",
    "marginal_probability_path",
    "masked_lm_generation",
    "ode",
    "samplers",
    "traj",
];

/// The pictures, drawn quickly into a folder.
fn drawn_into<'a>(folder: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&PICTURES, &["--quick", "--out", folder][..], more].concat()
}

/// The pictures in light and in dark, both under the plain names.
fn old_and_new(folder: &Path) -> (Files, Files) {
    let drawn = ["dark", "light"].map(|theme| {
        assert_eq!(run(folder, &drawn_into(theme, &["--theme", theme])).0, Some(0));
        files(&folder.join(theme))
            .into_iter()
            .map(|(name, bytes)| (name.replace(".dark", ""), bytes))
            .collect::<Files>()
    });
    let [old, new] = drawn;
    (old, new)
}

#[test]
fn a_run_killed_at_any_moment_leaves_every_picture_whole() {
    let folder = tempdir().unwrap();
    let start = Instant::now();
    let (old, new) = old_and_new(folder.path());
    let one_run = start.elapsed() / 2;
    let target = folder.path().join("target");
    fs::create_dir(&target).unwrap();
    const KILLS: u32 = 12;
    for kill in 0..KILLS {
        old.iter().for_each(|(name, bytes)| fs::write(target.join(name), bytes).unwrap());
        let args = drawn_into("target", &[]);
        let mut child = figures(folder.path(), &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(one_run * kill / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        let visible = files(&target).into_iter().filter(|(name, _)| !name.starts_with('.')).collect::<Files>();
        assert_eq!(visible.len(), old.len());
        for (name, bytes) in &visible {
            assert!(*bytes == old[name] || *bytes == new[name], "{name} is neither the old picture nor the new one");
        }
    }
    assert_eq!(run(folder.path(), &drawn_into("target", &[])).0, Some(0));
    assert!(files(&target) == new, "the next run sweeps and completes");
}

/// A small file system of its own.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, size: &str) -> Option<Disk> {
        fs::create_dir(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o"]).arg(format!("size={size}")).arg("tmpfs").arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Disk(at.to_path_buf()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()));
    }
}

#[test]
fn a_full_disk_is_one_line_and_leaves_the_old_pictures_whole() {
    let folder = tempdir().unwrap();
    let (old, new) = old_and_new(folder.path());
    let traj = old["traj.png"].len();
    let Some(disk) = Disk::mount(&folder.path().join("disk"), &format!("{}k", 8 + traj.div_ceil(4096) * 4)) else {
        println!("skipped: mounting a tmpfs is not permitted here");
        return;
    };
    fs::write(disk.0.join("traj.png"), &old["traj.png"]).unwrap();
    let (code, _, err) = run(folder.path(), &drawn_into("disk", &[]));
    assert_eq!((code, err.lines().count()), (Some(1), 1), "{err}");
    assert!(err.contains("No space left on device") && err.contains("disk/"), "{err}");
    for (name, bytes) in files(&disk.0) {
        assert!(bytes == old[&name] || bytes == new[&name], "{name}");
    }
}

#[test]
fn a_folder_that_cannot_be_is_one_line() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    for out in ["file", "file/below", "/dev/null/below", "/proc/nowhere"] {
        let (code, stdout, err) = run(folder.path(), &["traj", "--quick", "--out", out]);
        assert_eq!((code, stdout.as_str(), err.lines().count()), (Some(1), "", 1), "{out}: {err}");
        assert!(err.contains(out), "{err}");
    }
}
