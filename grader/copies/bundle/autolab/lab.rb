require "AssessmentBase.rb"

module MY_MODULE
  include AssessmentBase

  def assessmentInitialize(course)
    super("MY_LAB", course)
    @problems = []
  end
end
