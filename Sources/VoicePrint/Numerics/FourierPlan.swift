internal import CFFTW
internal import Synchronization

/// FFTW's planner keeps global state and is guarded; executing a plan needs no guard.
private let planner = Mutex(())

/// An owned FFTW plan. The buffers it was planned on must outlive it.
@safe struct FourierPlan: ~Copyable {
  private let plan: fftwf_plan

  /// Keeps the plan that `make` gives, made under the planner's lock.
  init(_ make: () -> fftwf_plan?) {
    // The lock hands out an address, since a plan itself may not cross it.
    let address = planner.withLock { _ in unsafe UInt(bitPattern: make()) }
    guard let plan = unsafe fftwf_plan(bitPattern: address) else {
      preconditionFailure("FFTW plans every positive length")
    }
    unsafe self.plan = plan
  }

  deinit {
    let address = unsafe UInt(bitPattern: plan)
    planner.withLock { _ in unsafe fftwf_destroy_plan(fftwf_plan(bitPattern: address)) }
  }

  /// Transforms what is in the buffers.
  func execute() { unsafe fftwf_execute(plan) }
}
