//! Running plain loops at the machine's vector width.

/// Moved into a closure so that it can be called once only.
///
/// A closure that could be called again is called through a shim, which the compiler may leave out of line and thereby at
/// the narrowest vector width.
pub struct Once;

/// Evaluates an expression with the widest vector instructions that the machine has.
///
/// Whatever it calls must be inlined. Rounding is the same on all machines: nothing is reordered, and operations are
/// fused only where `mul_add` says so.
macro_rules! at_vector_width {
    ($body:expr) => {{
        let once = $crate::wide::Once;
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let _once = once;
                $body
            },
        )
    }};
}

pub(crate) use at_vector_width;
