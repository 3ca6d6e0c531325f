//! How much memory a run takes.

use burn::tensor::Device;

/// Megabytes that the device holds, where it tells; else those of this process, on Linux.
pub fn megabytes(device: &Device) -> Option<f64> {
    match device.memory_pool_usage() {
        Some(usage) => Some(usage.bytes_reserved as f64 / 1e6),
        None => of_process(),
    }
}

fn of_process() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1.024e-3)
}
