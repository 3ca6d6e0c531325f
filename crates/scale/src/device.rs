//! The devices by their names on the command line.

use anyhow::{Result, bail};
use burn::tensor::Device;

/// `cpu`; `gpu`, the best one; `gpu:1`, one by its number; `all`, every GPU of this machine; `ws://host:port`, those of another
/// machine, where `scale serve` runs.
///
/// # Errors
/// A name that is none of these, or a device for which the program was not built.
pub fn named(name: &str) -> Result<Vec<Device>> {
    match name {
        "cpu" => Ok(vec![Device::flex()]),
        "gpu" => Ok(vec![gpus()?.swap_remove(0)]),
        "all" => gpus(),
        _ if name.starts_with("ws://") => remote(name),
        _ => {
            let number = name.strip_prefix("gpu:").and_then(|number| number.parse::<usize>().ok());
            let Some(number) = number else {
                bail!("--device {name}: give cpu, gpu, gpu:NUMBER, all, or ws://HOST:PORT");
            };
            let gpus = gpus()?;
            match gpus.get(number) {
                Some(gpu) => Ok(vec![gpu.clone()]),
                None => bail!("--device {name}: there are {} here, counted from 0", gpus.len()),
            }
        }
    }
}

/// The best device for which the program was built: a GPU before the CPU.
pub fn usual() -> Device {
    Device::default()
}

/// Whether a device is the CPU of this machine.
pub fn is_cpu(device: &Device) -> bool {
    device.clone().without_autodiff() == Device::flex()
}

/// What a device is called.
pub fn shown(device: &Device) -> String {
    if is_cpu(device) { "cpu".to_string() } else { format!("{device:?}") }
}

/// Every GPU of this machine, by the first of the interfaces for which the program was built.
fn gpus() -> Result<Vec<Device>> {
    #[cfg(any(feature = "cuda", feature = "rocm", feature = "metal", feature = "vulkan", feature = "wgpu"))]
    {
        use burn::tensor::DeviceType;
        #[cfg(feature = "cuda")]
        let kind = DeviceType::Cuda;
        #[cfg(all(feature = "rocm", not(feature = "cuda")))]
        let kind = DeviceType::Rocm;
        #[cfg(all(feature = "metal", not(any(feature = "cuda", feature = "rocm"))))]
        let kind = DeviceType::Metal;
        #[cfg(all(feature = "vulkan", not(any(feature = "cuda", feature = "rocm", feature = "metal"))))]
        let kind = DeviceType::Vulkan;
        #[cfg(all(
            feature = "wgpu",
            not(any(feature = "cuda", feature = "rocm", feature = "metal", feature = "vulkan"))
        ))]
        let kind = DeviceType::Wgpu;
        let gpus = Device::enumerate(kind).into_vec();
        if gpus.is_empty() {
            bail!("no GPU is found by this interface: is its driver installed?");
        }
        Ok(gpus)
    }
    #[cfg(not(any(feature = "cuda", feature = "rocm", feature = "metal", feature = "vulkan", feature = "wgpu")))]
    bail!("this program was built for the CPU alone: build it with --features wgpu, cuda, rocm or metal")
}

#[cfg(feature = "remote")]
fn remote(url: &str) -> Result<Vec<Device>> {
    use burn::tensor::remote::RemoteHost;
    match RemoteHost::websocket(url).devices() {
        Ok(devices) => Ok(devices.into_iter().collect()),
        Err(error) => bail!("--device {url}: {error}"),
    }
}

#[cfg(not(feature = "remote"))]
fn remote(url: &str) -> Result<Vec<Device>> {
    bail!("--device {url}: build the program with --features remote")
}
