//! The one list of the lessons: what the notebooks, the book, the pictures and the ledger hold is found from here.

/// The lessons in order, each with its folder's name. Give the name of another macro, and it gets them all.
#[macro_export]
macro_rules! for_each_lesson {
    ($callback:ident) => {
        $callback! {
            objects_as_vectors,
            sampling,
            datasets,
            conditional_generation,
            trajectories_and_fields,
            flows,
            linear_ode,
            euler,
            flow_models,
            brownian_motion,
            sde_euler_maruyama,
            ornstein_uhlenbeck,
            moving_densities,
            flow_matching,
            diffusion_models,
            data_side,
            guidance,
            images,
            couplings,
            latents,
            discrete,
            bugs,
        }
    };
}
