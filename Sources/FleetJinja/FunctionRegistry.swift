/// The filters, tests and global functions by name: one visible list each, filled by `BuiltinFilters` and its like.
package struct FunctionRegistry: Sendable {
  /// `value | name(arguments)`.
  package typealias Filter = @Sendable (JinjaValue, CallArguments, EvaluationContext) throws -> JinjaValue
  /// `value is name(arguments)`.
  package typealias Test = @Sendable (JinjaValue, CallArguments, EvaluationContext) throws -> Bool
  /// `name(arguments)`.
  package typealias Function = @Sendable (CallArguments, EvaluationContext) throws -> JinjaValue

  package var filters: [String: FilterFunction] = [:]
  package var tests: [String: Test] = [:]
  package var functions: [String: Function] = [:]
  /// `lookup('name', terms..., options)`; gives the list of results.
  package var lookups: [String: Function] = [:]

  package init() {}
}
